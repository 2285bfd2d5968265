/// <reference path="../../../frontend/types/anychat.d.ts" />
// A page as customers write them: one script, global functions, handlers as globals.

function OnAnyChatConnect(success: number, error: number): void {
  if (success === 1 && error === 0) BRAC_Login("guest", "", 0);
}

window.OnAnyChatLoginSystem = (id, error) => {
  const mine: number = id;
  if (error === 0) BRAC_EnterRoom(mine, "", 0);
};
window.OnAnyChatTextMessage = (from, _to, _secret, text) => console.log(from, text.toUpperCase());
window.OnAnyChatObjectEvent = (type, id, event) => {
  if (event === ANYCHAT_AGENT_EVENT_STATUSCHANGE) BRAC_ObjectGetIntValue(type, id, ANYCHAT_AGENT_INFO_SERVICESTATUS);
};

const literal: 6 = ANYCHAT_OBJECT_TYPE_AGENT;
const misspelt: 19 = BRAC_SO_CORESDK_REMOTEDDEBUG;
const names: string[] = BRAC_EnumDevices(BRAC_DEVICE_VIDEOCAPTURE);
const task: number = BRAC_TransFile(literal, new File(["x"], names[0] ?? ""), misspelt, 0, 0);
BRAC_InitSDK("0");
BRAC_Connect("", "8906");
BRAC_SetVideoPos(-1, document.body, "view");
BRAC_TransBuffer(-1, new Uint8Array([task]));
BRAC_SetSDKOption(BRAC_SO_LOCALVIDEO_DEVICENAME, "camera");
OnAnyChatConnect(1, 0);
anychat.resumeSound();
anychat.onDevice(({ state, reason }) => void `${state} ${reason}`);
const score: number | undefined = anychat.qualityOf(-1)?.score;
void score;
