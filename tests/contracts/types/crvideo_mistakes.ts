/// <reference path="../../../frontend/types/crvideo.d.ts" />
// Every line is a mistake that the types must find.

CRVideo_EnterMeeting3({});
CRVideo_SendCmd("bob");
CRVideo_NoSuchFunction();
export const wrong: 2 = CRVideo_ASTATUS.AOPEN;
CRVideo_LoginFail.callback = (sdkErr: string) => sdkErr;
export const text: string = CRVideo_GetAllMembers();
