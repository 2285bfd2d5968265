// 会议室页面：登录、大厅、房间、文字
var PASSWORD_HINT = "密码可为空";
var mSelfUserId = -1, mTargetUserId = -1, mVolumeTimer = -1;

function GetID(id) {
　　if (document.getElementById) return document.getElementById(id);
　　return null;
}
function ShowOnly(id) {
    var all = ["login_div", "hall_div", "room_div"];
    for (var i in all) GetID(all[i]).style.display = all[i] == id ? "block" : "none";
}

function LogicInit() {
    setTimeout(function () {
        if (BRAC_InitSDK("0") != 0) { setTimeout("LogicInit()", 500); return; }
        GetID("version").innerHTML = BRAC_GetVersion(0) + "|" + BRAC_GetVersion(1) + "|" + BRAC_GetSDKOptionString(BRAC_SO_CORESDK_BUILDTIME);
        BRAC_SetSDKOption(BRAC_SO_VIDEOBKIMAGE, "./images/anychatbk.jpg");
        GetID("ServerAddr").value = location.hostname;
        GetID("ServerPort").value = location.port;
        ShowOnly("login_div");
    }, 500);
}

function DoLogin() {
    var password = GetID("password").value == PASSWORD_HINT ? "" : GetID("password").value;
    BRAC_Connect(GetID("ServerAddr").value, parseInt(GetID("ServerPort").value));
    BRAC_Login(GetID("username").value, password, 0);
}
function DoExit() { BRAC_Logout(); ShowOnly("login_div"); }

function OnAnyChatLoginSystem(dwUserId, errorcode) {
    if (errorcode != 0) { GetID("login_error").innerHTML = errorcode; return; }
    mSelfUserId = dwUserId;
    ShowHall();
}
function ShowHall() {
    ShowOnly("hall_div");
    GetID("own").innerHTML = [BRAC_GetUserName(mSelfUserId), mSelfUserId, BRAC_GetUserLevel(mSelfUserId),
        BRAC_QueryUserStateString(mSelfUserId, BRAC_USERSTATE_LOCALIP)].join("|");
}

function EnterRoomRequest(room) {
    if (BRAC_EnterRoom(room, "", 0) == 0) GetID("wait_div").style.display = "block";
}
function OnAnyChatEnterRoom(dwRoomId, errorcode) {
    GetID("wait_div").style.display = "none";
    if (errorcode != 0) return;
    ShowOnly("room_div");
    GetID("room_div_userlist").innerHTML = "";
    AddUser(mSelfUserId);
    BRAC_UserCameraControl(mSelfUserId, 1);
    BRAC_UserSpeakControl(mSelfUserId, 1);
    BRAC_SetVideoPos(mSelfUserId, GetID("AnyChatLocalVideoDiv"), "ANYCHAT_VIDEO_LOCAL");
    BRAC_SetVideoPos(0, GetID("AnyChatRemoteVideoDiv"), "ANYCHAT_VIDEO_REMOTE");
    mVolumeTimer = setInterval(function () {
        GetID(mSelfUserId + "_UserDiv").title = BRAC_QueryUserStateInt(mSelfUserId, BRAC_USERSTATE_SPEAKVOLUME);
    }, 100);
}
function AddUser(id) {
    var div = document.createElement("div");
    div.id = id + "_UserDiv";
    div.className = "user";
    div.innerHTML = BRAC_GetUserName(id) + "|" + BRAC_GetCameraState(id) + "|" + BRAC_GetSpeakState(id);
    if (id != mSelfUserId) div.onclick = function () { RequestOther(id); };
    GetID("room_div_userlist").appendChild(div);
}
function OnAnyChatRoomOnlineUser(dwUserCount, dwRoomId) {
    var others = BRAC_GetOnlineUser();
    for (var i in others) AddUser(others[i]);
    if (others.length) RequestOther(others[0]);
}
function OnAnyChatUserAtRoom(dwUserId, bEnterRoom) {
    if (bEnterRoom == 1) {
        AddUser(dwUserId);
        if (mTargetUserId == -1) RequestOther(dwUserId);
        return;
    }
    GetID("room_div_userlist").removeChild(GetID(dwUserId + "_UserDiv"));
    if (dwUserId != mTargetUserId) return;
    mTargetUserId = -1;
    var others = BRAC_GetOnlineUser();
    if (others.length) RequestOther(others[0]);
    else BRAC_SetVideoPos(0, GetID("AnyChatRemoteVideoDiv"), "ANYCHAT_VIDEO_REMOTE");
}
function RequestOther(id) {
    if (mTargetUserId != -1) { BRAC_UserCameraControl(mTargetUserId, 0); BRAC_UserSpeakControl(mTargetUserId, 0); }
    mTargetUserId = id;
    BRAC_UserCameraControl(id, 1);
    BRAC_UserSpeakControl(id, 1);
    BRAC_SetVideoPos(id, GetID("AnyChatRemoteVideoDiv"), "ANYCHAT_VIDEO_REMOTE");
}
function OnAnyChatCameraStateChange(dwUserId, State) {
    if (dwUserId != mTargetUserId) return;
    BRAC_SetVideoPos(State == 1 ? 0 : dwUserId, GetID("AnyChatRemoteVideoDiv"), "ANYCHAT_VIDEO_REMOTE");
}
function OnAnyChatVideoSizeChange(dwUserId, dwResolution) {
    GetID("AnyChatRemoteVideoDiv").title = (dwResolution & 0xffff) + "x" + (dwResolution >> 16);
}

function SendMsg() {
    var text = GetID("MessageInput").value;
    BRAC_SendTextMessage(0, 0, text);
    ShowText(mSelfUserId, text);
    GetID("MessageInput").value = "";
}
function onText(from, text) { ShowText(from, text); }
function ShowText(from, text) { GetID("ReceiveMsgDiv").innerHTML += "<p>" + BRAC_GetUserName(from) + ": " + text + "</p>"; }

function LeaveRoomRequest() {
    clearInterval(mVolumeTimer);
    BRAC_LeaveRoom(-1);
    mTargetUserId = -1;
    ShowHall();
}
function OnAnyChatLinkClose(reason, errorcode) { ShowOnly("login_div"); GetID("login_error").innerHTML = "closed"; }
