// A page that imports the module.
import { ANYCHAT_OBJECT_TYPE_AREA, BRAC_Connect, BRAC_GetOnlineUser, BRAC_InitSDK, on, type AnyChatEvents } from "../../../frontend/types/anychatsdk.mjs";

const onConnect: AnyChatEvents["OnAnyChatConnect"] = (success, error) => console.log(success + error);
const end: () => void = on("OnAnyChatConnect", onConnect);
on("OnAnyChatTransBuffer", (_from, data) => console.log(data.length));
const area: 4 = ANYCHAT_OBJECT_TYPE_AREA;
const others: number[] = BRAC_GetOnlineUser();
BRAC_InitSDK();
BRAC_Connect("localhost", others.length + area);
end();
