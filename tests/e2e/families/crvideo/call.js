// A call page for a desktop: queues, offers, direct calls, two ways to chat, a recording.
var mode = location.href.indexOf('videoCall') > -1 ? 'videoCall' : 'record';

class VideoCall {
    constructor() {
        this.serving = [];
        Hear({
            LoginSuccess: (uid, cookie) => { this.uid = uid; if (cookie === 'reLogin') { CRVideo_InitQueueDat('reLogin'); } if (cookie.includes('normally')) { Show('login-page', false); Show('call-page'); } },
            LoginFail: (code, cookie) => { if (cookie === 'reLogin') { setTimeout(() => this.login('reLogin'), 1000); } else { Say('login failed ' + code); } },
            LineOff: (code) => { Say('line off ' + code); if (code === 204) this.login('reLogin'); },
            InitQueueDatRslt: (code, cookie) => this.queues(code, cookie),
            GetQueueStatusRslt: (status) => { var row = El('queue-' + status.queID); if (row) { row.title = [status.agent_num, status.wait_num, status.srv_num].join('|'); } },
            QueueStatusChanged: (status) => { var row = El('queue-' + status.queID); if (row) { row.title = [status.agent_num, status.wait_num, status.srv_num].join('|'); } },
            StartServiceRslt: (queID, code) => { if (code === 0) { this.serving.push(queID); } },
            StopServiceRslt: () => {},
            StartQueuingRslt: (code) => { if (code === 0) { Show('waiting'); } },
            StopQueuingRslt: () => {},
            QueuingInfoChanged: (info) => { El('place').textContent = info.position; },
            AutoAssignUser: (user) => this.offered(user),
            ReqAssignUserRslt: (code, user) => { if (code === 0) { this.offered(user); this.answer(true); } else { Say('nobody ' + code); } },
            CancelAssignUser: () => Show('assigned', false),
            ResponseAssignUserRslt: (code, cookie) => { if (code === 0 && cookie === 'accept') { CRVideo_CreateMeeting2('queue'); } },
            CreateMeetingSuccess: (meet, cookie) => this.created(meet, cookie),
            CallSuccess: (callID) => { this.callID = callID; CRVideo.CallID = callID; },
            CallFail: (callID, code) => Say('call failed ' + code),
            NotifyCallIn: (callID, meet, caller, ext) => this.calledBy(callID, meet, caller, ext),
            AcceptCallSuccess: () => { CRVideo_EnterMeeting3(this.meet.ID, undefined); this.role = 'callee'; },
            NotifyCallAccepted: (callID, meet) => { this.meet = meet; CRVideo_EnterMeeting3(meet.ID); this.role = 'caller'; },
            NotifyCallRejected: (callID, code) => Say('rejected ' + code),
            EnterMeetingRslt: (code) => { if (code === 0) { this.entered(); } else { Say('enter failed ' + code); } },
            UserEnterMeeting: (uid) => { this.peerID = uid; this.other.setVideo(uid, -1); },
            UserLeftMeeting: () => {},
            MeetingDropped: () => CRVideo_EnterMeeting3(this.meet.ID, 'reEnter?1'),
            MeetingStopped: () => this.back(),
            VideoStatusChanged: () => {},
            AudioStatusChanged: () => {},
            SendCmdRslt: (taskID, code, cookie) => { if (cookie == this.sentAt) { Say('me: ' + this.sentText); } },
            NotifyCmdData: (uid, text) => Say(uid + ': ' + text),
            SendMeetingCustomMsgRslt: () => { El('text').value = ''; },
            NotifyMeetingCustomMsg: (uid, text) => Say(uid + ': ' + JSON.parse(text).IMMsg),
            NotifyScreenShareStarted: (uid) => { El('room').className = 'layoutB'; this.screen.setVideo(uid); },
            NotifyScreenShareStopped: () => { El('room').className = ''; },
            StartScreenShareRslt: () => {},
            CloudMixerStateChanged: (id, state, param) => { if (state === 0) { Say('mixer over ' + param.err); } },
            CloudMixerOutputInfoChanged: (id, info) => { if (info.state === 7) { setTimeout(() => this.look(info), 200); } },
            HangupCallSuccess: () => this.leave(true),
            NotifyCallHangup: () => { this.leave(false); Show('ringing', false); },
            SetDNDStatusSuccess: (cookie) => Show('dnd-bar', cookie === '开启'),
            DestroyMeetingRslt: () => {},
            GetUserStatusSuccess: () => {},
        });
    }

    login(cookie) {
        var name = El('nickname').value;
        CRVideo_Init().then(() => {
            CRVideo_SetSDKParams({ MSProtocol: 0 });
            CRVideo_SetServerAddr(location.host);
            CRVideo_Login('默认', '默认', name, name, '', cookie || 'normally');
        }, (code) => Say('init ' + code));
    }

    choose(identity) { this.identity = identity; CRVideo_InitQueueDat(undefined); }

    // Back after a lost link: the call goes on where the server still knows it.
    resume() {
        this.session = CRVideo_GetSessionInfo();
        ['seat-video', 'user-video', 'screen'].forEach((id) => { El(id).innerHTML = ''; });
        if (this.session.callID) { return CRVideo_EnterMeeting3(this.meet.ID, 'reEnter'); }
        Say('call ended');
        this.back();
    }

    queues(code, cookie) {
        if (cookie === 'reLogin') { return this.resume(); }
        if (code !== 0 || this.queueTimer || !this.identity) { return; }
        CRVideo_GetAllQueueInfo().forEach((queue) => {
            queue.mine = true; // pages write into what they get
            var row = document.createElement('li');
            row.id = 'queue-' + queue.queID;
            row.textContent = queue.name;
            row.onclick = () => (this.identity === 'agent' ? CRVideo_StartService(queue.queID, 0, 'serve') : CRVideo_StartQueuing(queue.queID, 'text', 'cookie'));
            El('queues').appendChild(row);
        });
        CRVideo_RefreshAllQueueStatus();
        this.queueTimer = setInterval(() => CRVideo_RefreshAllQueueStatus(true), 5000);
    }

    offered(user) { this.user = user; El('customer').textContent = user.nickname + '|' + user.usrExtDat; Show('assigned'); }

    answer(yes) {
        Show('assigned', false);
        this.target = this.user.userID;
        if (yes) { CRVideo_AcceptAssignUser(this.user.queID, this.user.userID, 'accept'); }
        else { CRVideo_RejectAssignUser(this.user.queID, this.user.userID, 'reject'); }
    }

    direct() { this.target = El('peer').value; CRVideo_CreateMeeting2('direct'); }

    created(meet, cookie) {
        this.meet = meet;
        this.ownID = CRVideo_Call(this.target, meet, JSON.stringify({ type: cookie === 'queue' ? '排队呼叫' : '直接呼叫' }), cookie);
    }

    calledBy(callID, meet, caller, ext) {
        this.callID = callID;
        this.meet = meet;
        El('caller').textContent = caller;
        if (JSON.parse(ext).type !== '排队呼叫') { return Show('ringing'); }
        CRVideo_StopQueuing();
        this.accept();
    }

    accept() { Show('ringing', false); CRVideo_AcceptCall(this.callID, this.meet, undefined, undefined); }

    entered() {
        CRVideo_InitQueueDat();
        Show('waiting', false); Show('call-page', false); Show('room');
        El('room').title = this.role + '|' + CRVideo_GetMemberInfo(this.uid).nickname;
        var others = CRVideo_GetAllMembers().filter((member) => member.userID !== this.uid);
        this.own = CRVideo_CreatVideoObj({ style: { 'object-fit': 'cover' } });
        this.other = CRVideo_CreatVideoObj();
        this.screen = CRVideo_CreatScreenShareObj();
        this.media = CRVideo_CreatMediaObj();
        El(this.role === 'caller' ? 'seat-video' : 'user-video').appendChild(this.own.handler());
        El(this.role === 'caller' ? 'user-video' : 'seat-video').appendChild(this.other.handler());
        El('screen').appendChild(this.screen.handler());
        this.own.setVideo(this.uid, -1);
        if (others.length) { this.peerID = others[0].userID; this.other.setVideo(others[0].userID, -1); }
        CRVideo_OpenMic(this.uid);
        CRVideo_OpenVideo(this.uid);
    }

    send() {
        if (mode === 'record') { return CRVideo_SendMeetingCustomMsg(JSON.stringify({ CmdType: 'IM', IMMsg: El('text').value }), 'im'); }
        this.sentAt = Date.now();
        this.sentText = El('text').value;
        CRVideo_SendCmd(this.peerID, this.sentText, this.sentAt);
    }

    record() {
        if (this.mixer) { CRVideo_DestroyCloudMixer(this.mixer); this.mixer = ''; return; }
        var stamp = Date.now();
        var names = [this.uid, this.peerID].map((uid) => CRVideo_GetMemberInfo(uid).nickname);
        var text = (left, value) => ({ type: 10, left: left, top: 10, param: { text: value, color: '#ffffff', 'font-size:': 18, background: '#00000000' } });
        this.mixer = CRVideo_CreateCloudMixer({
            mode: 0,
            videoFileCfg: {
                svrPathName: '/2026-11-20/' + stamp + '.mp4', vWidth: 640, vHeight: 360, vFps: 15, vBps: 1000000, vQP: 18,
                layoutConfig: [
                    { type: 0, left: 0, top: 0, width: 320, height: 360, keepAspectRatio: 1, param: { camid: this.uid + '.-1' } },
                    { type: 0, left: 320, top: 0, width: 320, height: 360, keepAspectRatio: 1, param: { camid: this.peerID + '.-1' } },
                    text(10, names[0]), text(330, names[1]), text(200, '%timestamp%'),
                ],
            },
            audioFileCfg: { svrPathName: '/2026-11-20/' + stamp + '.mp3' },
        });
    }

    // Pages ask over https whatever they were loaded with, and want exactly one file.
    look(info) {
        var name = 'jsonp_' + Date.now();
        window[name] = (answer) => {
            answer.Data.fileList.forEach((file) => {
                var video = document.createElement('video');
                video.muted = true;
                video.src = file.downUrl;
                video.title = [typeof file.id, file.fileName].join('|');
                El('files').appendChild(video);
            });
        };
        var script = document.createElement('script');
        script.src = 'https://' + location.host + '/CLOUDMEETING-API/netDisk/query?callback=' + name + '&RequestId=1&FileName=' +
            encodeURIComponent(info.svrFilePathName) + '&CompID=1&SecretKey=a7febff6a21c36fb50150f88c95ef641';
        document.head.appendChild(script);
    }

    hangUp() { CRVideo_HangupCall(this.callID); }

    leave(destroys) {
        if (this.mixer) { CRVideo_StopSvrMixer(); this.mixer = ''; }
        CRVideo_ExitMeeting();
        if (destroys) { CRVideo_DestroyMeeting(this.meet.ID, undefined); }
        this.back();
    }

    back() {
        ['seat-video', 'user-video', 'screen'].forEach((id) => { El(id).innerHTML = ''; });
        Show('room', false); Show('call-page');
        CRVideo_InitQueueDat();
    }

    logout() {
        this.serving.forEach((queID) => CRVideo_StopService(queID));
        clearInterval(this.queueTimer);
        CRVideo_Logout();
        CRVideo_Uninit();
        Show('call-page', false); Show('login-page');
    }
}

var app = new VideoCall();
window.addEventListener('beforeunload', function () { CRVideo_HangupCall(app.callID); CRVideo_ExitMeeting('refresh'); CRVideo_DestroyMeeting(app.meet && app.meet.ID); });
