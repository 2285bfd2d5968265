// A page that imports the module.
import sdk, { ASTATUS, CreatVideoObj, GetAllMembers, Init, Login, LoginSuccess, NotifyNickNameChanged, type CRVideo_MemberInfo } from "../../../frontend/types/crvideosdk.mjs";

LoginSuccess.callback = (uid) => console.log(uid.length);
sdk.LoginFail.callback = (sdkErr) => console.log(sdkErr + 1);
NotifyNickNameChanged.callback = (_uid, oldName, newName) => console.log(oldName, newName);
void Init().then(() => Login("默认", "默认", "Amy", "amy"));
const members: CRVideo_MemberInfo[] = GetAllMembers();
const open: boolean = members.some(({ audioStatus }) => audioStatus === ASTATUS.AOPEN);
document.body.append(CreatVideoObj().handler(), String(open), String(sdk.GetAllMembers === GetAllMembers));
