// 多摄像头页面
var mSelfUserId = -1, mTargetUserId = -1, cameras = [], i, timer = -1;

function GetID(id) {　return document.getElementById(id); }
function LogicInit() {
    setTimeout(function () {
        if (BRAC_InitSDK("0") != 0) { setTimeout("LogicInit()", 500); return; }
        GetID("hall_div").title = "" + BRAC_EnumDevices(BRAC_DEVICE_VIDEOCAPTURE)[0];
        GetID("username").title = "ready";
    }, 500);
}
function DoLogin() {
    BRAC_Connect(location.hostname, parseInt(location.port));
    BRAC_Login(GetID("username").value, "", 0);
}
function OnAnyChatLoginSystem(dwUserId, errorcode) {
    if (errorcode != 0) return;
    mSelfUserId = dwUserId;
    GetID("hall_div").style.display = "block";
}
function Box(id) { return "<div id='" + id + "' style='width:160px;height:120px;float:left'></div>"; }
function OnAnyChatEnterRoom(dwRoomId, errorcode) {
    if (errorcode != 0) return;
    GetID("hall_div").style.display = "none";
    GetID("room_div").style.display = "block";
    GetID("locals").innerHTML = "";
    GetID("remotes").innerHTML = "";
    GetID("users").innerHTML = "";
    cameras = BRAC_EnumDevices(BRAC_DEVICE_VIDEOCAPTURE);
    AddUser(mSelfUserId);
    for (var k = 0; k < cameras.length; k++) {
        GetID("locals").insertAdjacentHTML("beforeend", Box("div_localvideoarea" + k) + "<i id='rate" + k + "'></i>");
        BRAC_SetVideoPosEx(mSelfUserId, GetID("div_localvideoarea" + k), "AnyChatLocalVideoDiv" + k, k);
        BRAC_UserCameraControlEx(mSelfUserId, 1, k, 0, "");
        BRAC_UserSpeakControl(0, 1);
    }
    for (var j = 0; j < 4; j++) {
        GetID("remotes").insertAdjacentHTML("beforeend", Box("div_videoarea" + j));
        BRAC_SetVideoPosEx(0, GetID("div_videoarea" + j), "ANYCHAT_VIDEO_REMOTE" + j, j);
    }
    timer = setInterval(ShowRates, 3000);
}
function ShowRates() {
    for (var k = 0; k < cameras.length; k++) GetID("rate" + k).innerHTML = Math.round(BRAC_GetUserStreamInfoInt(-1, k, BRAC_STREAMINFO_VIDEOBITRATE) / 1000);
}
function AddUser(id) {
    GetID("users").insertAdjacentHTML("beforeend", "<a class='user' id='" + id + "_UserDiv' href='javascript:Request(" + id + ")'>" + BRAC_GetUserName(id) + "</a>");
}
function OnAnyChatRoomOnlineUser(dwUserCount, dwRoomId) {
    var others = BRAC_GetOnlineUser();
    for (i = 0; i < others.length; i++) AddUser(others[i]);
}
function OnAnyChatUserAtRoom(dwUserId, bEnterRoom) {
    if (bEnterRoom == 1) return AddUser(dwUserId);
    GetID("users").removeChild(GetID(dwUserId + "_UserDiv"));
}
function Request(id) {
    if (id == mSelfUserId) return;
    mTargetUserId = id;
    for (var j = 0; j < 4; j++) BRAC_SetVideoPosEx(id, GetID("div_videoarea" + j), "ANYCHAT_VIDEO_REMOTE" + j, j);
    // 遗留的循环变量：从来不是摄像头编号
    for (i = 0; i < GetID("users").childNodes.length; i++) GetID("users").childNodes[i].className = "user";
    BRAC_UserCameraControlEx(id, 1, i, 0, "");
    i += 2;
    BRAC_UserSpeakControl(id, 1);
    GetID("users").title = i;
}
function Settings(k, width, height) {
    BRAC_SetUserStreamInfo(-1, k, BRAC_SO_LOCALVIDEO_BITRATECTRL, 300000);
    BRAC_SetUserStreamInfo(-1, k, BRAC_SO_LOCALVIDEO_WIDTHCTRL, width);
    BRAC_SetUserStreamInfo(-1, k, BRAC_SO_LOCALVIDEO_HEIGHTCTRL, height);
    BRAC_SetUserStreamInfo(-1, k, BRAC_SO_LOCALVIDEO_FPSCTRL, 10);
    BRAC_SetUserStreamInfo(-1, k, BRAC_SO_LOCALVIDEO_APPLYPARAM, 1);
}
function Leave() {
    for (var k = 0; k < cameras.length; k++) BRAC_UserCameraControlEx(-1, 0, k, 0, "");
    BRAC_LeaveRoom(-1);
    clearInterval(timer);
    GetID("room_div").style.display = "none";
    GetID("hall_div").style.display = "block";
}
function OnAnyChatLinkClose(reason, errorcode) { GetID("hall_div").style.display = "none"; GetID("room_div").style.display = "none"; }
