/** The rows of the page's mirror, table by table: what the server's views look like here. Times are `*_ms` since 1970. */

export type Role = "customer" | "agent" | "supervisor";

export interface MeRow {
  account_id: number; external_id: string; name: string; level: number; role: Role; application_id: number;
  session_id: string; room_id: number | null; area_id: number | null; dnd: number; address: string;
}
export interface PersonRow {
  id: number; external_id: string; name: string; level: number; is_visitor: boolean;
  /** 0 offline, 1 idle, 2 busy, 3 in a meeting */
  status: number;
  dnd: number; group_id: number;
  /** "1" name, "2" address, "3" signature, "4" avatar */
  info: Record<string, string>;
  address: string; room_id: number | null;
}
export interface GroupRow { id: number; name: string }
export interface RoomRow {
  id: number; name: string; owner_id: number | null; capacity: number; is_locked: boolean; policy: string;
  has_password: boolean; created_ms: number;
}
export interface SeatRow {
  account_id: number; external_id: string; name: string;
  /** 0 none, 1 closed, 2 open */
  camera: number;
  /** 0 closed, 1 open */
  microphone: number;
  has_camera: boolean; has_microphone: boolean; cameras: number[]; is_sharing: boolean; entered_ms: number; rev: number;
}
export interface AreaRow {
  id: number; name: string; description: string; priority: number; attribute: number; int_tag: number; string_tag: string;
  agents: number; visitors: number; waiting: number; queues: number; rev: number;
}
export interface QueueRow {
  id: number; area_id: number; name: string; description: string; priority: number; attribute: number; int_tag: number;
  string_tag: string; length: number; agents: number; rev: number;
}
export interface AgentRow {
  account_id: number; area_id: number;
  /** 0 closed, 1 waiting, 2 working, 3 paused */
  status: number;
  customer_id: number | null; queue_id: number | null; service_began_ms: number; served_total: number; served_total_s: number;
  queues: number[]; rev: number;
}
export interface TicketRow { id: number; queue_id: number; position: number; taken_ms: number; state: string; rev: number }
export interface OfferRow {
  ticket_id: number; queue_id: number; customer_id: number; customer_external_id: string; customer_name: string;
  taken_ms: number; offered_ms: number; ext: string;
}
export interface CallRow {
  id: number; key: string; caller_id: number; callee_id: number; state: string; room_id: number | null; ext: string;
  flags: number; param: number; started_ms: number;
}
export interface TransferRow {
  id: number; key: string; sender_id: number; receiver_id: number; name: string; size: number; received: number; state: string;
  kind: string; wparam: number; lparam: number; flags: number; url: string; upload_url: string; chunk_size: number;
  sha256: string; started_ms: number; updated_ms: number; rev: number;
}
export interface RecordingRow {
  id: number; room_id: number; owner_id: number; state: string; started_ms: number; duration_s: number; url: string;
  flags: number; param: number; user_str: string; file_name: string; size: number;
}

export interface Tables {
  me: MeRow; people: PersonRow; groups: GroupRow; room: RoomRow; seats: SeatRow; areas: AreaRow; queues: QueueRow;
  agents: AgentRow; ticket: TicketRow; offers: OfferRow; calls: CallRow; transfers: TransferRow; recordings: RecordingRow;
}
export type TableName = keyof Tables;
