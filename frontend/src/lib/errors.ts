/** What can go wrong in the page itself: each class is one refusing fact. */

export class SwitchboardError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The link to the server was lost, or closed, before an answer came. */
export class LinkLost extends SwitchboardError {}

/** The server did not answer a call in time. */
export class CallTimedOut extends SwitchboardError {}

/** Why a device could not be opened; the words are the same in every browser. `dismissed`: the question was closed unanswered. */
export type DeviceFailure = "denied" | "dismissed" | "missing" | "busy" | "unsupported" | "cancelled" | "failed";

/** A camera, microphone or screen could not be opened. */
export class DeviceRefused extends SwitchboardError {
  constructor(readonly reason: DeviceFailure, message: string) {
    super(message);
  }
}

/** The server does not take (or no longer knows) an upload. `status` is the HTTP status, 0 when none came. */
export class UploadFailed extends SwitchboardError {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** A transfer was stopped on purpose. */
export class TransferAborted extends SwitchboardError {}

/** The text of anything thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
