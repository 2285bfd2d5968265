/** The callback holders: extensible objects that exist when the script has loaded; pages set `.callback` on them. */

import { logger } from "../../lib/logger";

const log = logger("crvideo");

/** Every callback of the contract, without the prefix. One missing holder kills a page while it loads. */
export const CALLBACKS: readonly string[] = `
  EnterMeetingRslt StopMeetingRslt UserEnterMeeting UserLeftMeeting MeetingDropped LoginSuccess
  LoginFail SetDNDStatusSuccess SetDNDStatusFail GetUserStatusSuccess GetUserStatusFail StartUserStatusNotifyRslt
  StopUserStatusNotifyRslt NotifyUserStatus LineOff CreateMeetingSuccess CreateMeetingFail CallSuccess
  CallFail AcceptCallSuccess AcceptCallFail RejectCallSuccess RejectCallFail HangupCallSuccess
  HangupCallFail NotifyCallIn NotifyCallAccepted NotifyCallRejected NotifyCallHungup CallMorePartyRslt
  CancelCallMorePartyRslt NotifyCallMorePartyStatus SendCmdRlst SendBufferRlst SendFileRlst SendProgress
  CancelSendRlst NotifyCmdData NotifyBufferData NotifyFileData NotifyCancelSend AutoAssignUser
  ReqAssignUserRslt NotifyTokenWillExpire UpdateTokenRslt InitQueueDatRslt QueueStatusChanged GetQueueStatusRslt
  QueuingInfoChanged StartQueuingRslt StopQueuingRslt StartServiceRslt StopServiceRslt ResponseAssignUserRslt
  CancelAssignUser NotifyCallHangup InviteSuccess InviteFail AcceptInviteSuccess AcceptInviteFail
  RejectInviteSuccess RejectInviteFail CancelInviteSuccess CancelInviteFail NotifyInviteIn NotifyInviteAccepted
  NotifyInviteRejected NotifyInviteCanceled DestroyMeetingRslt MeetingStopped NotifyNickNameChanged AudioStatusChanged
  SpkStatusChanged MicEnergyUpdate OpenMicFailed MicDeviceChanged SpkDeviceChanged VideoStatusChanged
  VideoDevChanged DefVideoChanged OpenVideoFailed StartScreenShareRslt StopScreenShareRslt NotifyScreenShareStarted
  NotifyScreenShareStopped NotifyScreenMarkStarted NotifyScreenMarkStopped NotifyMediaOpened NotifyMediaStart NotifyMediaStop
  NotifyMediaPause SendMeetingCustomMsgRslt NotifyMeetingCustomMsg SendCmdRslt SendBufferRslt SendFileRslt
  CancelSendRslt GetMeetingAllAttrsSuccess GetMeetingAllAttrsFail AddOrUpdateMeetingAttrsRslt DelMeetingAttrsRslt ClearMeetingAttrsRslt
  GetUserAttrsSuccess GetUserAttrsFail AddOrUpdateUserAttrsRslt DelUserAttrsRslt ClearUserAttrsRslt NotifyMeetingAttrsChanged
  NotifyUserAttrsChanged CreateCloudMixerFailed CloudMixerStateChanged CloudMixerInfoChanged CloudMixerOutputInfoChanged NetStateChanged
  StartScreenMarkRslt StopScreenMarkRslt
  GetMeetingAttrsSuccess GetMeetingAttrsFail SetMeetingAttrsRslt SetUserAttrsRslt ClearAllUserAttrsRslt
`.trim().split(/\s+/);

export interface Holder { callback?: ((...args: unknown[]) => unknown) | null }

export class Holders {
  readonly byName = new Map<string, Holder>(CALLBACKS.map((name) => [name, {}]));

  /** Whether the page wants this callback. */
  isHeard(name: string): boolean {
    return typeof this.byName.get(name)?.callback === "function";
  }

  /** Plays one callback if the page wants it; what the page throws stays in the page. */
  play(name: string, args: readonly unknown[]): void {
    const holder = this.byName.get(name.replace(/^CRVideo_/, ""));
    if (!holder) return log.warn("no holder for", name);
    if (typeof holder.callback !== "function") return;
    try {
      holder.callback(...args);
    } catch (error) {
      console.error(`${name}.callback threw`, error);
    }
  }
}
