"""Every refusal of the domain, by the fact that refuses; each dialect maps the class to its own number.

One flat tree: `DomainError` and, by subject,
- general: UnknownFailure, InternalFault, MemoryExhausted, NotInitialized, AlreadyInitialized,
  InvalidArgument, InvalidData, DataIncomplete, VersionUnsupported, NotSupported, ServiceNotEnabled,
  InvalidState, PermissionDenied, ObjectMissing, AlreadyExists, ServiceUnavailable, ServerFull,
  ResourceExhausted, InsufficientBalance
- connection: ConnectFailed, TimedOut, ConnectionLost, ServerPasswordWrong
- login: BadCredentials, AuthFailed, ExternalAuthMissing, ExternalAuthUnexpected, ExternalAuthUnreachable,
  ExternalAuthDenied, TokenUnreadable, TokenExpired, AuthMethodMismatch, SessionInvalid, ApplicationMissing,
  NotLoggedIn, AlreadyLoggedIn, KickedOffline, AccountLocked, AddressLocked, VisitorsRefused, AccountMissing,
  AddresseeMissing
- room: NotSeated, RoomMissing, RoomClosed, RoomExpired, RoomFull, RoomLocked, RoomPasswordRequired,
  WrongRoomPassword, RoomEntryRejected, RoomOwnerAbsent, RoomEnterFailed, AlreadySeated, KickedFromRoom,
  PeerLeftRoom, PeerConnectionLost
- call: CallMissing, AlreadyInCall, PeerBusy, PeerOffline, NobodyAnswered, CallCancelled, CallRejected
- chat: PrivateChatRejected, PrivateChatMissing, PrivateChatExists, ChatNotAllowed, ContentBlocked
- queue: QueueMissing, QueueEmpty, QueueUserLeft, QueueClosed, AlreadyInQueue
- media: CameraUnavailable, MicrophoneUnavailable, SpeakerUnavailable, MediaEngineFailed, CodecUnsupported,
  StreamMissing, StreamTypeMismatch, PreviewLimitExceeded, IpCameraError
- recording: RecordingRunning, RecordingNotRunning, RecordingLimitExceeded, PictureTooLarge, RecordingFailed,
  RecordingMissing, UploadStateInvalid
- data: SendFailed, MessageTooLarge, PayloadTooLarge, TransferMissing, TransferCancelled, FileMissing,
  FileExists, FileError
"""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the domain refused the request."""

    sentence = "The request was refused."

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else self.sentence


class UnknownFailure(DomainError):
    sentence = "Failure without a known cause."


class InternalFault(DomainError):
    sentence = "Fault inside server or SDK (database, library, thread, exception)."


class MemoryExhausted(DomainError):
    sentence = "Memory exhausted or misused."


class NotInitialized(DomainError):
    sentence = "SDK call before initialisation."


class AlreadyInitialized(DomainError):
    sentence = "Initialised twice."


class InvalidArgument(DomainError):
    sentence = "Missing or out-of-range parameter."


class InvalidData(DomainError):
    sentence = "Malformed payload."


class DataIncomplete(DomainError):
    sentence = "Fragments of a frame or payload are missing."


class VersionUnsupported(DomainError):
    sentence = "Client version is not accepted."


class NotSupported(DomainError):
    sentence = "Function is not available here."


class ServiceNotEnabled(DomainError):
    sentence = "Feature is not enabled for this tenant."


class InvalidState(DomainError):
    sentence = "Call does not fit the current state."


class PermissionDenied(DomainError):
    sentence = "Caller lacks the role or the grant."


class ObjectMissing(DomainError):
    sentence = "Addressed object does not exist."


class AlreadyExists(DomainError):
    sentence = "Same object or operation exists already."


class ServiceUnavailable(DomainError):
    sentence = "Server down, in maintenance or not reachable inside the cluster."


class ServerFull(DomainError):
    sentence = "Server-wide user limit reached."


class ResourceExhausted(DomainError):
    sentence = "No media slot or room resource left."


class InsufficientBalance(DomainError):
    sentence = "Tenant's account has no credit."


class ConnectFailed(DomainError):
    sentence = "Transport could not be opened."


class TimedOut(DomainError):
    sentence = "No response within the time limit."


class ConnectionLost(DomainError):
    sentence = "Established transport broke."


class ServerPasswordWrong(DomainError):
    sentence = "Endpoint credential refused (server password, signature)."


class BadCredentials(DomainError):
    sentence = "Wrong user name or password."


class AuthFailed(DomainError):
    sentence = "Authentication or login failed for another reason."


class ExternalAuthMissing(DomainError):
    sentence = "Tenant requires third-party auth, none was sent."


class ExternalAuthUnexpected(DomainError):
    sentence = "Third-party auth was sent, tenant has none."


class ExternalAuthUnreachable(DomainError):
    sentence = "Third-party auth service did not answer."


class ExternalAuthDenied(DomainError):
    sentence = "Third-party auth service said no."


class TokenUnreadable(DomainError):
    sentence = "Token or authentication code cannot be understood."


class TokenExpired(DomainError):
    sentence = "Token is past its lifetime."


class AuthMethodMismatch(DomainError):
    sentence = "Call needs token auth, session uses another kind."


class SessionInvalid(DomainError):
    sentence = "Session id unknown or dead."


class ApplicationMissing(DomainError):
    sentence = "Tenant / application id unknown."


class NotLoggedIn(DomainError):
    sentence = "Call needs a login first."


class AlreadyLoggedIn(DomainError):
    sentence = "This user or client is logged in already."


class KickedOffline(DomainError):
    sentence = "Session replaced by a newer login or closed by an administrator."


class AccountLocked(DomainError):
    sentence = "Account suspended or black-listed."


class AddressLocked(DomainError):
    sentence = "Client address suspended."


class VisitorsRefused(DomainError):
    sentence = "Anonymous login is switched off."


class AccountMissing(DomainError):
    sentence = "User does not exist."


class AddresseeMissing(DomainError):
    sentence = "Addressee of a data transfer does not exist."


class NotSeated(DomainError):
    sentence = "Call needs room membership."


class RoomMissing(DomainError):
    sentence = "Room does not exist."


class RoomClosed(DomainError):
    sentence = "Room has ended or has not started."


class RoomExpired(DomainError):
    sentence = "Room's service period is over."


class RoomFull(DomainError):
    sentence = "Member limit of the room reached."


class RoomLocked(DomainError):
    sentence = "Room is locked."


class RoomPasswordRequired(DomainError):
    sentence = "Room needs a password and none was given."


class WrongRoomPassword(DomainError):
    sentence = "Password does not match."


class RoomEntryRejected(DomainError):
    sentence = "Owner or moderator refused the entry."


class RoomOwnerAbsent(DomainError):
    sentence = "Room opens only when its owner is inside."


class RoomEnterFailed(DomainError):
    sentence = "Entry failed for another reason."


class AlreadySeated(DomainError):
    sentence = "Caller is in a room already."


class KickedFromRoom(DomainError):
    sentence = "Removed by a moderator."


class PeerLeftRoom(DomainError):
    sentence = "Addressed member has left."


class PeerConnectionLost(DomainError):
    sentence = "Addressed member's link broke."


class CallMissing(DomainError):
    sentence = "Call or invitation id unknown."


class AlreadyInCall(DomainError):
    sentence = "Caller is already in a call."


class PeerBusy(DomainError):
    sentence = "Callee is in another call or has do-not-disturb on."


class PeerOffline(DomainError):
    sentence = "Callee is not logged in."


class NobodyAnswered(DomainError):
    sentence = "Callee did not answer in time."


class CallCancelled(DomainError):
    sentence = "Caller gave up before the answer."


class CallRejected(DomainError):
    sentence = "Callee declined."


class PrivateChatRejected(DomainError):
    sentence = "Peer declined the private chat."


class PrivateChatMissing(DomainError):
    sentence = "Private-chat request id unknown."


class PrivateChatExists(DomainError):
    sentence = "Peer is already in the private-chat list."


class ChatNotAllowed(DomainError):
    sentence = "Sender or receiver may not chat."


class ContentBlocked(DomainError):
    sentence = "Text contains a blocked word."


class QueueMissing(DomainError):
    sentence = "Queue or service area id unknown."


class QueueEmpty(DomainError):
    sentence = "Nobody is waiting."


class QueueUserLeft(DomainError):
    sentence = "Waiting user has given up."


class QueueClosed(DomainError):
    sentence = "Queue service has not been opened."


class AlreadyInQueue(DomainError):
    sentence = "Customer is waiting in another queue."


class CameraUnavailable(DomainError):
    sentence = "Camera missing or not permitted."


class MicrophoneUnavailable(DomainError):
    sentence = "Microphone missing, busy or not permitted."


class SpeakerUnavailable(DomainError):
    sentence = "Loudspeaker missing, busy or not permitted."


class MediaEngineFailed(DomainError):
    sentence = "Audio or video engine failed."


class CodecUnsupported(DomainError):
    sentence = "Codec, profile or pixel format not supported."


class StreamMissing(DomainError):
    sentence = "Requested track is not published."


class StreamTypeMismatch(DomainError):
    sentence = "Packet does not belong to the announced track."


class PreviewLimitExceeded(DomainError):
    sentence = "Too many simultaneous subscriptions."


class IpCameraError(DomainError):
    sentence = "Network camera: bad URL, duplicate, limit, control failed."


class RecordingRunning(DomainError):
    sentence = "Recording is already on."


class RecordingNotRunning(DomainError):
    sentence = "No recording to act on."


class RecordingLimitExceeded(DomainError):
    sentence = "Duration, resolution or other recording limit."


class PictureTooLarge(DomainError):
    sentence = "The recorded picture would be too large."


class RecordingFailed(DomainError):
    sentence = "Recorder or its file failed."


class RecordingMissing(DomainError):
    sentence = "Recording file does not exist."


class UploadStateInvalid(DomainError):
    sentence = "Upload cannot start or be cancelled now."


# --- data ---


class SendFailed(DomainError):
    sentence = "Message could not be sent."


class MessageTooLarge(DomainError):
    sentence = "Small-data limit exceeded."


class PayloadTooLarge(DomainError):
    sentence = "Buffer or file limit exceeded."


class TransferMissing(DomainError):
    sentence = "Task id unknown."


class TransferCancelled(DomainError):
    sentence = "Transfer was cancelled by either side (AnyChat: task status 4 or 5)."


class FileMissing(DomainError):
    sentence = "File does not exist."


class FileExists(DomainError):
    sentence = "File exists already."


class FileError(DomainError):
    sentence = "Reading, writing or handling a file failed."
