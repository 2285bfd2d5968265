/// <reference path="../../../frontend/types/anychat.d.ts" />
// Every line is a mistake that the types must find.

BRAC_EnterRoom({}, "", 0);
BRAC_Login();
BRAC_NoSuchFunction();
export const wrong: 7 = ANYCHAT_OBJECT_TYPE_AGENT;
window.OnAnyChatLoginSystem = (id: string) => id;
export const text: string = BRAC_GetOnlineUser();
