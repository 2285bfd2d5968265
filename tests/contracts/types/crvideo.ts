/// <reference path="../../../frontend/types/crvideo.d.ts" />
// A page as customers write them: one script, global functions, holders of callbacks.

interface Waiting { resolve(uid: string): void }

CRVideo_LoginSuccess.callback = (uid, cookie) => (cookie as Waiting).resolve(uid.toUpperCase());
CRVideo_LoginFail.callback = function (sdkErr) {
  if (sdkErr === CRVideo_ERR_DEF.CRVIDEOSDK_ANCTPSWD_ERR) console.log("wrong secret");
};
CRVideo_LineOff.callback = null;
CRVideo_NotifyCallIn.callback = (callID, meetObj, callerID, usrExtDat) => {
  const { type } = JSON.parse(usrExtDat) as { type: string };
  CRVideo_AcceptCall(callID, meetObj, type, callerID);
  CRVideo_EnterMeeting3(meetObj.ID);
};
CRVideo_EnterMeetingRslt.callback = (sdkErr) => {
  if (sdkErr !== CRVideo_NOERR) return;
  for (const member of CRVideo_GetAllMembers()) {
    const view: CRVideo_VideoObj = CRVideo_CreatVideoObj({ poster: "", style: { objectFit: "cover" } });
    document.body.append(view.handler());
    view.setVideo(member.userID, -1);
    if (member.audioStatus === CRVideo_ASTATUS.AOPEN) view.setNickNameContent(`${member.nickname} speaks`);
  }
};
CRVideo_UserLeftMeeting.callback = (UID, reason) => void (reason === "kick" && console.log(UID));
CRVideo_CloudMixerOutputInfoChanged.callback = (_id, output) => void (output.state === 7 && console.log(output.fileName));

async function start(): Promise<void> {
  await CRVideo_Init({ MSProtocol: "0", isHttp: false });
  CRVideo_SetServerAddr("");
  CRVideo_Login("默认", "默认", "Amy", "amy", "", { resolve: console.log });
  await CRVideo_SetVideoCfg({ size: 3, fps: 15 });
  const { newname } = await CRVideo_SetNickName("amy", "Amy B.");
  const callID: string = CRVideo_Call("bob", { ID: 12345678 }, newname, Date.now());
  CRVideo_HungupCall(callID);
  CRVideo.CallID = callID;
}
void start();
const video: 3 = CRVideo_VSTATUS.VOPEN;
const mixer: string = CRVideo_CreateCloudMixer({ mode: 0, videoFileCfg: { svrPathName: "/a.mp4", layoutConfig: [{ type: 0, left: 0, top: video }] } });
void mixer;
