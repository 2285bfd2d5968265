// 事件分发：所有消息都先到这里，再由页面转发。
// The page's own fan-out: the SDK knows these two names (and the few called directly), never the ones behind them.
var seen = []; // for the tests: what came, in order

function note(name, args) {
    seen.push([name].concat([].slice.call(args)));
}

function pass(name, args) {
    if (typeof window[name] == "function") window[name].apply(window, args);
}

function OnAnyChatNotifyMessage(dwNotifyMessage, wParam, lParam) {
    note(dwNotifyMessage, [wParam, lParam]);
    switch (dwNotifyMessage) {
        case WM_GV_CONNECT:　pass("OnAnyChatConnect", [wParam, lParam]); break;
        case WM_GV_LOGINSYSTEM:　pass("OnAnyChatLoginSystem", [wParam, lParam]); break;
        case WM_GV_ENTERROOM:　pass("OnAnyChatEnterRoom", [wParam, lParam]); break;
        case WM_GV_ONLINEUSER:　pass("OnAnyChatRoomOnlineUser", [wParam, lParam]); break;
        case WM_GV_USERATROOM:　pass("OnAnyChatUserAtRoom", [wParam, lParam]); break;
        case WM_GV_LINKCLOSE:　pass("OnAnyChatLinkClose", [wParam, lParam]); break;
        case WM_GV_CAMERASTATE:　pass("OnAnyChatCameraStateChange", [wParam, lParam]); break;
        case WM_GV_MICSTATECHANGE:　pass("OnAnyChatMicStateChange", [wParam, lParam]); break;
        case WM_GV_VIDEOSIZECHG:　pass("OnAnyChatVideoSizeChange", [wParam, lParam]); break;
        case WM_GV_USERINFOUPDATE:　pass("OnAnyChatUserInfoUpdate", [wParam, lParam]); break;
        case WM_GV_FRIENDSTATUS:　pass("OnAnyChatFriendStatus", [wParam, lParam]); break;
    }
}

function OnAnyChatVideoCallEvent(dwEventType, dwUserId, dwErrorCode, dwFlags, dwParam, szUserStr) {
    note("call", arguments);
    pass("onCall" + dwEventType, [dwUserId, dwErrorCode, dwParam, szUserStr]);
}

function OnAnyChatObjectEvent(dwObjectType, dwObjectId, dwEventType, dwParam1, dwParam2, dwParam3, dwParam4, strParam) {
    note("object", arguments);
    pass("onObject" + dwEventType, [dwObjectId, dwParam1, dwParam2, dwParam3]);
}

function OnAnyChatTextMessage(dwFromUserId, dwToUserId, bSecret, lpMsgBuf, dwLen) {
    note("text", arguments);
    pass("onText", [dwFromUserId, lpMsgBuf]);
}

function OnAnyChatVolumeChange(device, dwCurrentVolume) {
}
