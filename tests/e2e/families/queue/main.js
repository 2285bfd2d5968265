// 排队页面：客户与坐席
var mSelfUserId = -1, mTargetUserId = -1, areaId = -1, queueId = -1, isAgent = false, waiting = -1;

$(function () {
    setTimeout(function () {
        BRAC_InitSDK("0");
        BRAC_SetSDKOption(BRAC_SO_VIDEOBKIMAGE, "./img/videobk.jpg");
        $("#ServerAddr").val(location.hostname);
        $("#ServerPort").val(location.port);
        $("#loginRoom").click(login);
    }, 500);
    $("#enterRoom").live("click", ".btn", function () {
        areaId = parseInt(this.parentNode.getAttribute("areaId"));
        BRAC_ObjectControl(ANYCHAT_OBJECT_TYPE_AREA, areaId, ANYCHAT_AREA_CTRL_USERENTER, 0, 0, 0, 0, "");
    });
    $("#queues").live("click", ".btn", function () {
        queueId = parseInt(this.parentNode.getAttribute("queueid"));
        BRAC_ObjectControl(ANYCHAT_OBJECT_TYPE_QUEUE, queueId, ANYCHAT_QUEUE_CTRL_USERENTER, 0, 0, 0, 0, "");
    });
    $("#cancel").click(function () {
        if (BRAC_ObjectControl(ANYCHAT_OBJECT_TYPE_QUEUE, queueId, ANYCHAT_QUEUE_CTRL_USERLEAVE, 0, 0, 0, 0, "") == 0) stopWaiting();
    });
    $("#roomOut").click(leaveArea);
    $("#agentOut").click(leaveArea);
    $("#startService").click(function () { agentControl(ANYCHAT_AGENT_CTRL_SERVICEREQUEST); });
    $("#stopService").click(function () { if (confirm("结束服务？")) hangUp(); });
    $("#hangUp").click(hangUp);
    $("#takeUp").click(function () { answer(0); });
    $("#reject").click(function () { answer(100104); });
});
function login() {
    isAgent = $("#askSelect").val() == "2";
    BRAC_Connect($("#ServerAddr").val(), $("#ServerPort").val());
    BRAC_Login($("#username").val(), "", 0);
}
function OnAnyChatLoginSystem(userid, errorcode) {
    if (errorcode != 0) return;
    mSelfUserId = userid;
    BRAC_SetSDKOption(BRAC_SO_OBJECT_INITFLAGS, isAgent ? ANYCHAT_OBJECT_FLAGS_AGENT : ANYCHAT_OBJECT_FLAGS_CLIENT);
    BRAC_ObjectSetValue(ANYCHAT_OBJECT_TYPE_CLIENTUSER, mSelfUserId, ANYCHAT_OBJECT_INFO_PRIORITY, parseInt($("#dwPrioritySelect").val()));
    BRAC_ObjectSetValue(ANYCHAT_OBJECT_TYPE_CLIENTUSER, mSelfUserId, ANYCHAT_OBJECT_INFO_ATTRIBUTE, -1);
    BRAC_ObjectControl(ANYCHAT_OBJECT_TYPE_AREA, ANYCHAT_INVALID_OBJECT_ID, ANYCHAT_OBJECT_CTRL_SYNCDATA, mSelfUserId, 0, 0, 0, "");
    $("#login").hide();
    $("#layer").show();
}
var areas = [];
function onObject1(id) { areas.push(id); }
function onObject2() {
    $("#layer").hide();
    $("#enterRoom ul").html("");
    for (var i in areas) {
        $("#enterRoom ul").append("<li areaid='" + areas[i] + "'>" + BRAC_ObjectGetStringValue(ANYCHAT_OBJECT_TYPE_AREA, areas[i], ANYCHAT_OBJECT_INFO_NAME)
            + "<p>" + BRAC_ObjectGetStringValue(ANYCHAT_OBJECT_TYPE_AREA, areas[i], ANYCHAT_OBJECT_INFO_DESCRIPTION) + "</p><a class='btn'>enter</a></li>");
    }
    $("#enterRoom").show();
}
function onObject402(id, error) {
    if (error != 0) return;
    $("#enterRoom").hide();
    if (isAgent) { $("#videoCall").show(); counters(); return; }
    var queues = BRAC_ObjectGetIdList(ANYCHAT_OBJECT_TYPE_QUEUE), html = "";
    for (var i in queues) {
        html += "<li queueid='" + queues[i] + "'>" + BRAC_ObjectGetStringValue(ANYCHAT_OBJECT_TYPE_QUEUE, queues[i], ANYCHAT_OBJECT_INFO_NAME)
            + "<u>" + BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_QUEUE, queues[i], ANYCHAT_QUEUE_INFO_LENGTH) + "</u><a class='btn'>queue</a></li>";
    }
    $("#queues ul").html(html);
    $("#queues").show();
}
function counters() {
    $("#clientList").html([
        BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_AREA, areaId, ANYCHAT_AREA_INFO_QUEUECOUNT),
        BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_AREA, areaId, ANYCHAT_AREA_INFO_QUEUEUSERCOUNT),
        BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_AGENT, mSelfUserId, ANYCHAT_AGENT_INFO_SERVICETOTALNUM)
    ].join("|"));
    $("#clientList").get(0).title = BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_AGENT, mSelfUserId, ANYCHAT_AGENT_INFO_SERVICETOTALTIME);
}
function onObject502(id, error) {
    $("#queues").hide();
    $("#queueMsg1").show();
    line(id);
    waiting = setInterval(function () { line(id); }, 1000);
}
function line(id) {
    $("#queueMsg1 span").html([
        BRAC_ObjectGetStringValue(ANYCHAT_OBJECT_TYPE_QUEUE, id, ANYCHAT_OBJECT_INFO_NAME),
        BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_QUEUE, id, ANYCHAT_QUEUE_INFO_LENGTH),
        BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_QUEUE, id, ANYCHAT_QUEUE_INFO_BEFOREUSERNUM) + 1,
        BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_QUEUE, id, ANYCHAT_QUEUE_INFO_WAITTIMESECOND)
    ].join("|"));
}
function stopWaiting() { clearInterval(waiting); $("#queueMsg1").hide(); $("#queues").show(); }
function onObject501(id) { if (isAgent) counters(); else if (id == queueId) line(id); }
function onObject505() { $("#message").html("left the queue"); }
function onObject405() { $("#queues").hide(); $("#videoCall").hide(); $("#enterRoom").show(); }
function leaveArea() { BRAC_ObjectControl(ANYCHAT_OBJECT_TYPE_AREA, areaId, ANYCHAT_AREA_CTRL_USERLEAVE, 0, 0, 0, 0, ""); }

function agentControl(code) { BRAC_ObjectControl(ANYCHAT_OBJECT_TYPE_AGENT, mSelfUserId, code, 0, 0, 0, 0, ""); }
function onObject603(id) { if (id == mSelfUserId) $("#message").html("nobody waits"); }
function onObject601(id, status) {
    if (id != mSelfUserId) return;
    counters();
    if (status == 1) {
        BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_AGENT, mSelfUserId, ANYCHAT_AGENT_INFO_SERVICEUSERID);
        $("#message").html("free " + typeof BRAC_GetUserInfo(-1, 1));
    }
}
function onObject602(id, agent, customer) {
    if (agent != mSelfUserId) return;
    mTargetUserId = BRAC_ObjectGetIntValue(ANYCHAT_OBJECT_TYPE_AGENT, mSelfUserId, ANYCHAT_AGENT_INFO_SERVICEUSERID);
    $("#message").html("serves " + BRAC_GetUserInfo(customer, 1));
    BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_REQUEST, customer, 0, 0, 0, "");
}

function onCall1(other) { mTargetUserId = other; $("#queueMsg2 i").html(BRAC_GetUserInfo(other, 1)); $("#queueMsg2").show(); }
function answer(code) { BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_REPLY, mTargetUserId, code, 0, 0, ""); $("#queueMsg2").hide(); if (code) stopWaiting(); }
function onCall2(other, code) {
    if (code == 0) { $("#Initiative_Call_Div").html(BRAC_GetUserInfo(other, 1)).show(); return; }
    $("#Initiative_Call_Div").hide();
    if (!isAgent) return;
    BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_REPLY, other, 100101, 0, 0, "");
    agentControl(ANYCHAT_AGENT_CTRL_FINISHSERVICE);
}
var roomId = -1;
function onCall3(other, code, room) {
    roomId = room;
    mTargetUserId = other;
    $("#Initiative_Call_Div").hide();
    $("#queueMsg2").hide();
    clearInterval(waiting);
    $("#queueMsg1").hide();
    if ($("#remoteVideoPos").html() != "") throw new Error("in a call already");
    $("#video").show();
    if (isAgent) $("#stopService").show();
    BRAC_EnterRoom(room, "", 0);
}
function OnAnyChatEnterRoom(room, errorcode) {
    $("#names").html(BRAC_GetUserInfo(mTargetUserId, 1) + "|" + BRAC_GetUserInfo(mSelfUserId, 1));
    BRAC_UserCameraControl(mSelfUserId, 1);
    BRAC_UserSpeakControl(mSelfUserId, 1);
    BRAC_SetVideoPos(mSelfUserId, $("#localVideoPos").get(0), "ANYCHAT_VIDEO_LOCAL");
}
function requestOther() {
    BRAC_UserCameraControl(mTargetUserId, 1);
    BRAC_UserSpeakControl(mTargetUserId, 1);
    BRAC_SetVideoPos(mTargetUserId, $("#remoteVideoPos").get(0), "ANYCHAT_VIDEO_REMOTE");
    $("#video").get(0).title = $("#remoteVideoPos").html() == "" ? "empty" : "placed";
}
function OnAnyChatRoomOnlineUser(count, room) { if (BRAC_GetOnlineUser().length) requestOther(); }
function OnAnyChatUserAtRoom(userid, enter) {
    if (enter == 1) requestOther();
    else if (isAgent && userid == mTargetUserId) agentControl(ANYCHAT_AGENT_CTRL_FINISHSERVICE);
}
function hangUp() { BRAC_VideoCallControl(BRAC_VIDEOCALL_EVENT_FINISH, mTargetUserId, 0, 0, 0, ""); }
function onCall4() {
    BRAC_LeaveRoom(roomId);
    for (var i = 0; i < 2; i++) {
        BRAC_UserCameraControl(mTargetUserId, 0);
        BRAC_UserSpeakControl(mTargetUserId, 0);
        BRAC_SetVideoPos(mTargetUserId, $("#remoteVideoPos").get(0), "ANYCHAT_VIDEO_REMOTE");
        mTargetUserId = -1; // the second round is the one that comes too late
    }
    $("#remoteVideoPos").html("");
    $("#video").hide();
    if (isAgent) { $("#stopService").hide(); agentControl(ANYCHAT_AGENT_CTRL_FINISHSERVICE); }
    else $("#queues").show();
}
function OnAnyChatLinkClose() { $("#video").hide(); $("#videoCall").hide(); $("#queues").hide(); $("#login").show(); }
