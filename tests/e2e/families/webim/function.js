// 在 SDK 之前加载，自带若干全局名称
var G = {　title: "好友列表" };
var GUID = 7, mSelfUserId = 0, mTargetUserId = 0, known = false, view = "Big";
function prompt(text) { G.prompted = text; }
function compute(a, b) { return a + b; }
function Getdmo(id) { return document.getElementById(id); }

function initialize() { setTimeout("StartSDK()", 500); }
function StartSDK() {
    if (BRAC_InitSDK("0") != 0) { setTimeout("StartSDK()", 500); return; }
    prompt("ready");
}
function Login() {
    BRAC_Connect(location.hostname, parseInt(location.port));
    BRAC_Login(Getdmo("txtUserName").value, Getdmo("txtPassWord").value, 0);
}
function OnAnyChatLoginSystem(dwUserId, errorcode) {
    mSelfUserId = dwUserId;
    $("#LoginDiv").hide();
    $("#HallDiv").show();
}
function Row(id) {
    return "<div class='friend' id='friend" + id + "' onclick='Call(" + id + ")'><img src='images/avatar/30/" + BRAC_GetUserInfo(id, 4) + ".gif'/>" + BRAC_GetUserName(id) + "</div>";
}
function OnAnyChatFriendStatus(dwUserId, dwStatus) {
    if (dwStatus == 0) $("#friend" + dwUserId).remove();
    else $("#Friends").append(Row(dwUserId));
}
function OnAnyChatUserInfoUpdate(dwUserId, dwType) {
    if (!known) $("#own").html(BRAC_GetUserInfo(mSelfUserId, 4) + "|" + BRAC_GetUserName(mSelfUserId));
    known = true;
    var groups = [0].concat(BRAC_GetUserGroups()), html = "";
    for (var i = 0; i < groups.length; i++) {
        html += "<h4 id='Group" + groups[i] + "'>" + BRAC_GetGroupName(groups[i]) + "</h4>";
        var friends = BRAC_GetGroupFriends(groups[i]);
        for (var j = 0; j < friends.length; j++) html += Row(friends[j]);
    }
    $("#Friends").html(html);
}

function Call(id) {
    mTargetUserId = id;
    BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_REQUEST, id, 0, 0, 0, "");
    $("#Initiative_Call_Div").show();
}
function Reply(code) {
    BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_REPLY, mTargetUserId, code, 0, 0, "");
    $("#BeCalls_Div").hide();
}
function onCall1(other) { mTargetUserId = other; $("#caller").html(BRAC_GetUserName(other)); $("#BeCalls_Div").show(); }
function onCall2(other, code) { if (code != 0) $("#Initiative_Call_Div").hide(); }
function onCall3(other, code, room) {
    mTargetUserId = other;
    BRAC_EnterRoom(room, "", 0);
    var lines = [BRAC_GetUserName(other), BRAC_GetGroupName(1), BRAC_GetUserInfo(other, 4)];
    for (var kind = 1; kind <= 3; kind++) lines.push(BRAC_EnumDevices(kind).length, BRAC_GetCurrentDevice(kind));
    var options = [1, 2, 3, 4, 5, 30, 31, 32, 33, 34, 38, 39, 40, 86];
    for (var i = 0; i < options.length; i++) lines.push(BRAC_GetSDKOptionInt(options[i]));
    BRAC_SetSDKOption(BRAC_SO_LOCALVIDEO_QUALITYCTRL, "较好画质");
    $("#Settings").html(lines.join("|"));
    $("#Initiative_Call_Div").hide();
    $("#Session").show();
}
function OnAnyChatEnterRoom(dwRoomId, errorcode) {
    BRAC_UserCameraControl(-1, 1);
    BRAC_UserSpeakControl(-1, 1);
    BRAC_UserCameraControl(mTargetUserId, 1);
    BRAC_UserSpeakControl(mTargetUserId, 1);
    Place("videoshow2", "videoshow1");
}
function Place(mine, his) {
    BRAC_SetVideoPos(mSelfUserId, Getdmo(mine), "ANYCHAT_VIDEO_LOCAL");
    BRAC_SetVideoPos(mTargetUserId, Getdmo(his), "ANYCHAT_VIDEO_REMOTE");
}
function Swap() {
    var boxes = ["videoshow1", "videoshow2", "Video_Show_Target", "Video_Show_MySelf"];
    for (var i = 0; i < boxes.length; i++) Getdmo(boxes[i]).innerHTML = "";
    view = view == "Big" ? "Small" : "Big";
    $("#Big").hide(); $("#Small").hide(); $("#" + view).show();
    if (view == "Small") Place("Video_Show_MySelf", "Video_Show_Target");
    else Place("videoshow2", "videoshow1");
}
function SendText() {
    var html = "<font style=\"color:#f00\">" + Getdmo("SendMsg").innerHTML + "</font><img src='face/1.gif'/>";
    BRAC_SendTextMessage(mTargetUserId, 1, html);
    $("#Lines").append("<p>" + html + "</p>");
}
function onText(from, text) { $("#Lines").append("<p>" + text + "</p>"); }
function Finish() {
    BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_FINISH, mTargetUserId, 0, 0, 0, "");
    BRAC_LeaveRoom(-1);
    $("#Enquire_Div").hide();
}
function onCall4(other, code) { BRAC_LeaveRoom(-1); $("#Session").hide(); }
function OnAnyChatLinkClose(reason, errorcode) {
    $("#Links").append("<p>" + BRAC_Logout() + "</p>");
    StartSDK();
}
