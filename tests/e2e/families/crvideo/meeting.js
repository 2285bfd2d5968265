// A meeting page for a desktop: a wall of components kept in the member objects, promises, files, marks, media, mixers.
var me = new URLSearchParams(location.search).get('userid'), members = [], reEntries = 0, invitation = null, received = [];
var screenView, mediaView, fileTask, meeting, session;

__Rtc.crlog('meeting page loaded');

function login(cookie) { CRVideo_Login('默认', '默认', new URLSearchParams(location.search).get('nickname'), me, undefined, cookie); }
function start() {
    var query = new URLSearchParams(location.search);
    CRVideo_Init().catch(function (code) { __Rtc.crlog('init ' + code); }).then(function () {
        CRVideo_SetSDKParams({ MSProtocol: '0', svrTimeout: 30 });
        CRVideo_SetServerAddr(query.get('server') || location.host);
        login(query.get('meetID') ? 'urlEnter' : undefined);
    });
}
// A lost link: the login again and again until it works, then the meeting of before.
function back() { setTimeout(function () { login('reLogin_' + ++reEntries); }, 1000); }
function enterAgain() { CRVideo_EnterMeeting(meeting, '', me, new URLSearchParams(location.search).get('nickname'), 'reEnter_' + reEntries); }
function join() {
    if (El('number').value.length !== 8) { return Say('eight digits'); }
    meeting = El('number').value;
    CRVideo_EnterMeeting3(meeting);
}
function tile(uid, camera) {
    var view = CRVideo_CreatVideoObj({ poster: '' }), box = document.createElement('div'), icon = document.createElement('i');
    box.id = 'tile-' + uid + '-' + camera; box.className = 'tile'; box.style.cssText = 'width:240px;height:180px';
    icon.textContent = 'icon';
    view.handler().appendChild(icon);
    view.dblClickFullScreen(1); view.showVideoSize(true); view.setNickNameStyle({ color: 'yellow' });
    box.appendChild(view.handler());
    El('wall').appendChild(box);
    view.setVideo(uid, camera, 2);
    return view;
}
// Members are written into and turned to text whenever the wall is built.
function build(member) {
    var opened = CRVideo_GetOpenedVideoIDs(member.userID), known = CRVideo_GetAllVideoInfo(member.userID);
    [].slice.call(document.querySelectorAll('[id^="tile-' + member.userID + '-"]')).forEach(function (box) { box.remove(); });
    (member.views || []).forEach(function (view) { view.destroy(); });
    member.views = (opened.length ? opened : [-1]).map(function (id) {
        if (id > 0 && !known.find(function (info) { return info.videoID === id && info.userID === member.userID; })) { Say('unknown camera ' + id); }
        return tile(member.userID, id);
    });
    JSON.stringify(members);
    document.title = members.map(function (each) { return each.nickname; }).join(',');
}
function find(uid) { return members.find(function (member) { return member.userID === uid; }); }
function chat() { CRVideo_SendMeetingCustomMsg(JSON.stringify({ CmdType: 'IM', IMMsg: El('text').value })); }
function sendFile() { fileTask = CRVideo_SendFile(El('target').value, El('file').files[0], 'file'); }
function playFile() { El('film').title = String(CRVideo_StartPlayMedia(mediaView, El('film').files[0], 0, 2)); }
function rename() { CRVideo_SetNickName(El('target').value, 'Renamed').then(function (done) { Say('renamed to ' + done.newname); }, function (why) { Say('not renamed ' + why.errCode); }); }
function kick() { CRVideo_Kickout(El('target').value).then(function () { Say('kicked'); }, function (why) { Say('not kicked ' + why.errCode); }); }
function invite() { CRVideo_Invite(El('target').value, JSON.stringify({ meeting: { ID: El('room').title } }), 'asked'); }
function come() { Show('invitation', false); CRVideo_AcceptInvite(invitation.id, invitation.ext, invitation.ext); }
function share() { CRVideo_SetScreenShareCfg({ maxFPS: 10, catchRect: null }); CRVideo_StartScreenShare(); }
function mine() { return CRVideo_GetAllCloudMixerInfo().filter(function (item) { return item.owner === me && item.cfg.mode === 0; }); }
function record() {
    var running = mine();
    if (running.length) { return CRVideo_DestroyCloudMixer(running[0].ID); }
    CRVideo_CreateCloudMixer({ mode: 0, videoFileCfg: { svrPathName: '/meeting/' + Date.now() + '.mp4', vWidth: 640, vHeight: 360, layoutConfig: [{ type: 0, left: 0, top: 0, width: 640, height: 360, param: { camid: me + '.-1' } }] } });
}
function recordEach() {
    var running = CRVideo_GetAllCloudMixerInfo().filter(function (item) { return item.owner === me && item.cfg.mode === 1; });
    if (running.length) { return CRVideo_DestroyCloudMixer(running[0].ID); }
    CRVideo_CreateCloudMixer({ mode: 1, videoFileCfg: { svrPathName: '/meeting/$UID$_$CAMID$_$TIME$.mp4', subscribeVideos: ['_cr_allDefCam_'], aStreamType: 0 } });
}
function leave() { CRVideo_ExitMeeting(); members = []; El('wall').innerHTML = ''; Show('room', false); }

Hear({
    LoginSuccess: function (uid, cookie) {
        document.body.id = 'in';
        if (String(cookie).indexOf('reLogin_') === 0) { session = CRVideo_GetSessionInfo(); return enterAgain(); }
        if (cookie === 'urlEnter') { meeting = new URLSearchParams(location.search).get('meetID'); CRVideo_EnterMeeting3(meeting); }
    },
    LoginFail: function (code, cookie) { if (String(cookie).indexOf('reLogin_') === 0) { back(); } else { Say('login failed ' + code); } },
    LineOff: function (code) { Say('line off ' + code); if (code === 204) { back(); } },
    CreateMeetingSuccess: function (made) { meeting = made.ID; CRVideo_EnterMeeting3(made.ID); El('room').title = made.ID; },
    CreateMeetingFail: function () {},
    EnterMeetingRslt: function (code, cookie) {
        if ([1, 9, 201, 800, 801, 802, 805, 806].indexOf(code) >= 0) { return Say('enter failed ' + code); }
        if (code) { return String(cookie).indexOf('reEnter_') === 0 && setTimeout(enterAgain, 1000); }
        CRVideo_GetAudioMicNames().forEach(function (mic) { mic.label = mic.micName; });
        CRVideo_GetAudioSpkNames().push({});
        CRVideo_SetVideoCfg({ width: 640, height: 360, fps: 15 }).then(function () { El('wall').title = 'configured'; }).catch(function () {});
        Show('room');
        screenView = screenView || CRVideo_CreatScreenShareObj(); El('shared').appendChild(screenView.handler());
        mediaView = mediaView || CRVideo_CreatMediaObj(); El('played').appendChild(mediaView.handler());
        CRVideo_OpenVideo(me); CRVideo_OpenMic(me);
        members = CRVideo_GetAllMembers();
        members.forEach(build);
        setTimeout(function () { El('record').title = String(CRVideo_GetAllCloudMixerInfo().length); }, 500);
    },
    UserEnterMeeting: function (uid) { var member = CRVideo_GetMemberInfo(uid); members.push(member); build(member); },
    UserLeftMeeting: function (uid, why) {
        if (uid === me) { leave(); return Say(why === 'kick' ? 'I was kicked' : 'I left'); }
        El('wall').querySelectorAll('[id^="tile-' + uid + '-"]').forEach(function (box) { box.remove(); });
        members = members.filter(function (member) { return member.userID !== uid; });
    },
    MeetingDropped: function () {},
    VideoDevChanged: function (uid) { if (find(uid)) { build(find(uid)); } },
    VideoStatusChanged: function () {},
    AudioStatusChanged: function () {},
    NotifyNickNameChanged: function (uid, old, now) { Say(old + ' is now ' + now); find(uid).nickname = now; },
    SendMeetingCustomMsgRslt: function () { El('text').value = ''; },
    NotifyMeetingCustomMsg: function (uid, text) { Say(CRVideo_GetMemberNickName(uid) + ': ' + JSON.parse(text).IMMsg); },
    SendProgress: function (task, sent, total) { if (task === fileTask) { El('file').title = sent + '/' + total; } },
    SendFileRslt: function (task, code, cookie) { Say(['sent', task === fileTask, code, cookie, arguments.length].join(' ')); },
    NotifyFileData: function (uid, buffer, name) { new Blob([buffer]).text().then(function (text) { received.push([uid, name, text]); }); },
    InviteSuccess: function () { Say('invited'); },
    InviteFail: function (id, code) { Say('not invited ' + code); },
    NotifyInviteIn: function (id, who, ext) { invitation = { id: id, ext: ext }; Show('invitation'); },
    AcceptInviteSuccess: function (id, cookie) { CRVideo_EnterMeeting3(JSON.parse(cookie).meeting.ID); },
    NotifyInviteAccepted: function () { Say('invitation accepted'); },
    StartScreenShareRslt: function (code) { Say('share ' + code); },
    NotifyScreenShareStarted: function (uid) { screenView.setVideo(uid); El('shared').title = uid; },
    NotifyScreenShareStopped: function () { El('shared').title = ''; },
    NotifyScreenMarkStarted: function (uid) { screenView.setMark({ allowMark: true, type: 1, strokeStyle: '#ff0000', lineWidth: 6, cursor: 'crosshair' }); Say('marking ' + uid); },
    NotifyScreenMarkStopped: function () { screenView.setMark({ allowMark: false }); Say('no marking'); },
    NotifyMediaOpened: function () {},
    NotifyMediaStart: function (uid) { if (uid !== me) { mediaView.setVideo(uid); } El('played').title = uid + '|' + CRVideo_GetMediaInfo().state; },
    NotifyMediaPause: function (uid, state) { El('played').title = uid + '|' + CRVideo_GetMediaInfo().state + '|' + state; },
    NotifyMediaStop: function (uid) { El('played').title = 'over|' + CRVideo_GetMediaInfo().state; mediaView.setVideo(''); },
    CloudMixerStateChanged: function (id, state, param) { if (state === 0) { Say('mixer over ' + param.err); } El('record').textContent = mine().some(function (item) { return item.state === 2; }) ? 'stop' : 'record'; },
    CloudMixerOutputInfoChanged: function () {},
    NetStateChanged: function () {},
    MicEnergyUpdate: function () {},
    MeetingStopped: function () { location.reload(); },
});
