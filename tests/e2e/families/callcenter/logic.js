// 一对一呼叫页面
var mSelfUserId = -1, mTargetUserId = -1, mVolumeTimer = -1;

$(function () {
    setTimeout("Initialize()", 500);
});
function Initialize() {
    if (BRAC_InitSDK("0") != 0) { setTimeout("Initialize()", 500); return; }
    BRAC_SetSDKOption(BRAC_SO_VIDEOBKIMAGE, "./images/anychatbk.jpg");
    BRAC_SetSDKOption(BRAC_SO_CORESDK_SCREENCAMERACTRL, 1);
    $("#login_div").show();
}
function SystemLogin() {
　　var password = $("#password").val() == "密码可为空" ? "" : $("#password").val();
    BRAC_Connect(location.hostname, parseInt(location.port));
    BRAC_Login($("#username").val(), password, 0);
}
function OnAnyChatLoginSystem(dwUserId, errorcode) {
    if (errorcode != 0) return;
    mSelfUserId = dwUserId;
    $("#login_div").hide();
    $("#hall_div").show();
}
function OnAnyChatUserInfoUpdate(dwUserId, dwType) {
    if (dwUserId != 0 || dwType != 0) return;
    $("#onlinelist").html("");
    AddCard(mSelfUserId);
    var friends = BRAC_GetUserFriends();
    for (var i = 0; i < friends.length; i++) if (BRAC_GetFriendStatus(friends[i]) != 0) AddCard(friends[i]);
}
function AddCard(id) {
    var name = BRAC_GetUserInfo(id, 1), ip = BRAC_GetUserInfo(id, 2);
    if (name.length > 13) name = name.substring(0, 13);
    $("#onlinelist").append("<div class='card' id='UserID_" + id + "' onclick='RequestCall(" + id + ")'>" + name + "|" + ip + "|" + id + "</div>");
}
function OnAnyChatFriendStatus(dwUserId, dwStatus) {
    if (dwStatus == 0) $("#UserID_" + dwUserId).remove();
}

function RequestCall(id) {
    if (id == mSelfUserId) return;
    mTargetUserId = id;
    BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_REQUEST, id, 0, 0, 0, "");
}
function CancelCall() {
    BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_REPLY, mTargetUserId, 100101, 0, 0, "");
    CloseBoxes();
}
function AnswerCall(code) {
    BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_REPLY, mTargetUserId, code, 0, 0, "");
    if (code) CloseBoxes();
}
function CloseBoxes() { $("#Initiative_Call_Div").hide(); $("#BeCalls_Div").hide(); $("#Shade_Div").hide(); }

function onCall1(other) {
    mTargetUserId = other;
    $("#BeCalls_Div").html("<i>" + BRAC_GetUserInfo(other, 1) + "</i><img class='ButtonImg' alt='yes' onclick='AnswerCall(0)'/><img class='ButtonImg' alt='no' onclick='AnswerCall(100104)'/>").show();
    $("#Shade_Div").show();
}
function onCall2(other, code) {
    if (code == 0) {
        $("#calling").html(BRAC_GetUserInfo(other, 1));
        $("#Initiative_Call_Div").show();
        $("#Shade_Div").show();
        return;
    }
    CloseBoxes();
    $("#SessionPrompt_Div").html(code);
}
function onCall3(other, code, room) {
    CloseBoxes();
    $("#Shade_Div").show();
    mTargetUserId = other;
    BRAC_EnterRoom(room, "", 0);
    $("#hall_div").hide();
    $("#VideoShowDiv").html("<div id='videoshow1' style='width:320px;height:240px'></div><div id='videoshow2' style='width:160px;height:120px'></div><span id='names'></span><u id='finishprivate' onclick='FinishCall()'>x</u>").show();
}
function onCall4(other, code) {
    BRAC_LeaveRoom(-1);
    clearInterval(mVolumeTimer);
    $("#VideoShowDiv").html("").hide();
    $("#Shade_Div").hide();
    $("#hall_div").show();
    $("#SessionPrompt_Div").html("finished " + code);
}
function FinishCall() { BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_FINISH, mTargetUserId, 0, 0, 0, ""); }

function OnAnyChatEnterRoom(dwRoomId, errorcode) {
    BRAC_UserCameraControl(-1, 1);
    BRAC_UserSpeakControl(-1, 1);
    $("#names").html(BRAC_GetUserInfo(mTargetUserId, 1) + "|" + BRAC_GetUserName(mSelfUserId));
    BRAC_SetVideoPos(mSelfUserId, $("#videoshow2").get(0), "ANYCHAT_VIDEO_LOCAL");
    BRAC_SetVideoPos(mTargetUserId, $("#videoshow1").get(0), "ANYCHAT_VIDEO_REMOTE");
    mVolumeTimer = setInterval("ShowVolume()", 200);
}
function ShowVolume() { GetNoSuchBar(BRAC_QueryUserStateInt(mTargetUserId, BRAC_USERSTATE_SPEAKVOLUME)); }
function RequestOther() { BRAC_UserCameraControl(mTargetUserId, 1); BRAC_UserSpeakControl(mTargetUserId, 1); }
function OnAnyChatRoomOnlineUser(dwUserCount, dwRoomId) { RequestOther(); }
function OnAnyChatUserAtRoom(dwUserId, bEnterRoom) { if (bEnterRoom == 1) RequestOther(); }
// 下面两个函数会抛出异常
function OnAnyChatCameraStateChange(dwUserId, State) { DisplayNoSuchIcon(dwUserId, State); }
function onText(from, text) { DisplayNoSuchText(from, text); }
function OnAnyChatLinkClose(reason, errorcode) { $("#hall_div").hide(); $("#login_div").show(); }
