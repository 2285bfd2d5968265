/* The native packet path: what Python sees of it.
 *
 * This text is read twice: by the compiler, and by cffi, so it holds plain declarations only.
 * Nothing here owns what it points to. Python keeps every object alive as long as another one
 * points to it (see incoming.py, outgoing.py, pump.py). One thread at a time.
 */

enum { SW_HISTORY = 1024, SW_BINDINGS = 64, SW_ARRIVALS = 2048, SW_LOG = 4096, SW_ADDRESS = 28, SW_HOST = 64 };
enum { SW_FEEDBACK = 18 * 1024 }; /* bytes: room for all messages of one time */

/* srtp_protect and its three sisters of the libsrtp that made the sessions; 0 is success. */
typedef int (*sw_cipher)(void *session, void *packet, int *length);
void sw_use(sw_cipher protect, sw_cipher unprotect, sw_cipher protect_rtcp, sw_cipher unprotect_rtcp);

/* ---- the way out */

typedef struct { double sent_s; uint32_t size; } sw_sent; /* size 0: nothing */

/* The transport-wide numbers of one subscriber's connection, and what left under them. */
typedef struct {
    uint64_t octets;
    uint32_t next, message; /* message: the last one begun to the subscriber, while it is in the outbox */
    sw_sent ring[SW_LOG];
} sw_log;
unsigned sw_log_stamp(sw_log *log, unsigned size, double now_s);
void sw_log_find(const sw_log *log, unsigned first, int count, sw_sent *found);

/* One stream towards one subscriber: offsets, and where it goes. descriptor -1: Python sends. */
typedef struct {
    void *srtp;
    sw_log *log;
    int descriptor;
    uint32_t address_length;
    uint8_t address[SW_ADDRESS];
    uint32_t ssrc, ts_offset;
    uint16_t seq_offset, picture_offset;
    uint8_t tl0_offset, rewrites_pictures;
    uint8_t goes_apart; /* UDP GSO was refused on the way to this address */
    uint64_t dropped;
} sw_out;
int sw_out_aim(sw_out *out, const char *host, int port);
void sw_out_report(sw_out *out, const uint8_t *packet, int length); /* one of RTCP */

/* Datagrams about to leave. */
typedef struct sw_outbox sw_outbox;
sw_outbox *sw_outbox_new(void);
void sw_outbox_free(sw_outbox *outbox);

/* ---- incoming streams */

enum { SW_OTHER_CODEC, SW_VP8, SW_H264 };
typedef struct sw_kept sw_kept;
typedef struct {
    uint32_t clock_hz, blanked; /* blanked: bit n removes header extension n */
    uint8_t codec, is_open, is_watched; /* watched: Python sees every packet before it goes out */
    uint8_t payload_type, wrapped_type; /* of its packets, plain and wrapped (RED) */
    uint8_t has_begun, loudest;
    uint16_t newest, base;
    uint32_t cycles, received, restarts;
    int64_t jitter_q4;
    uint64_t octets_in, pictures_in, duplicates, packets_out, octets_out;
    uint32_t last_timestamp, last_transit;
    double last_arrival_s;
    sw_out **sinks;
    int sink_count, sink_capacity;
    sw_kept *history;
} sw_stream;
sw_stream *sw_stream_new(int codec, int payload_type, int wrapped_type, uint32_t clock_hz, uint32_t blanked);
void sw_stream_free(sw_stream *stream);
int sw_stream_add(sw_stream *stream, sw_out *out);
void sw_stream_remove(sw_stream *stream, sw_out *out);

/* What became of a packet: ahead is how far it moved the newest number (1: in order). */
enum { SW_DUPLICATE, SW_TOO_OLD, SW_TAKEN };
typedef struct { int fate, ahead, before; /* before: the newest number until now, -1: none */ } sw_verdict;
int sw_stream_take(sw_stream *stream, const uint8_t *packet, int length, double arrival_s, sw_verdict *verdict);
void sw_stream_keep(sw_stream *stream, uint8_t *packet, int length, double now_s);
void sw_stream_fan_out(sw_stream *stream, sw_outbox *outbox, const uint8_t *packet, int length, double now_s);
int sw_stream_find(const sw_stream *stream, unsigned sequence, const uint8_t **packet);

/* ---- the way in */

typedef struct { double arrival_s; uint16_t sequence; } sw_arrival;

/* A packet of ours that the other side spoke of: whether and when it arrived, by the other side's clock. */
enum { SW_FATES = 1024 };
typedef struct { double arrival_s, sent_s; uint32_t size, has_arrived; } sw_fate;
typedef struct { double sent_s, arrival_s; } sw_group; /* its last packet left, the last of them arrived */

/* What was said of packets since Python last looked, summed up (core/bandwidth/heard.py). */
typedef struct {
    double last_sent_s, last_arrival_s;
    uint64_t sent_octets, arrived_octets;
    uint32_t received, lost, group_count, has_group;
    double began_s;
    sw_group group; /* not complete yet */
    sw_group groups[SW_FATES];
} sw_tally;

/* What comes on one connection: its keys, which SSRC is which stream, and what is said of the packets in `log`. */
typedef struct {
    void *srtp;
    sw_log *log; /* NULL: nothing is sent there */
    sw_out *back; /* where it is told what came; NULL: Python tells. Its SSRC is ours */
    uint32_t media; /* the SSRC that is told of */
    double told_s;
    uint64_t rejected;
    uint32_t binding_count, arrival_count;
    int64_t told; /* the transport-wide number after the last one told, past its wraps */
    uint8_t has_told, messages;
    uint32_t fate_count;
    sw_fate fates[SW_FATES]; /* since Python last looked */
    sw_tally tally; /* of the same */
    uint32_t ssrcs[SW_BINDINGS];
    sw_stream *streams[SW_BINDINGS];
    sw_arrival arrivals[SW_ARRIVALS]; /* transport-wide numbers since the last feedback */
} sw_receiver;
int sw_receiver_bind(sw_receiver *receiver, uint32_t ssrc, sw_stream *stream);
void sw_receiver_unbind(sw_receiver *receiver, uint32_t ssrc);
void sw_receiver_note(sw_receiver *receiver, unsigned sequence, double arrival_s);
int sw_receiver_feedback(sw_receiver *receiver, uint32_t sender, uint32_t media, uint8_t *packets); /* feedback.c */
void sw_receiver_tell(sw_receiver *receiver, double now_s); /* sends them back, when it is time */
int sw_receiver_hear(sw_receiver *receiver, const uint8_t *compound, int length); /* reports.c */
void sw_receiver_forget(sw_receiver *receiver); /* Python has looked */
void sw_receiver_match(sw_receiver *receiver, const uint8_t *fci, int length);

/* Whether the queue on the way to a viewer grows (trend.c): the slope of the delays of the last groups. */
enum { SW_WINDOW = 20, SW_STANDING = 10 };
enum { SW_NORMAL, SW_OVER, SW_UNDER };
typedef struct { double x, y; } sw_point;
typedef struct {
    double origin, x, y, xx, xy; /* sums over the points, which count from the origin */
    uint32_t count, oldest;
    sw_point points[SW_WINDOW];
} sw_line;
typedef struct {
    int usage;
    uint32_t has_begun, delay_count, over_count;
    double threshold_ms, last_trend_ms, over_s, delay_ms, smoothed_ms, base_ms, next_base_ms, base_since_s;
    sw_group last;
    double recent_ms[SW_STANDING];
    sw_line line;
} sw_trend;
void sw_trend_begin(sw_trend *trend);
void sw_trend_take(sw_trend *trend, const sw_group *groups, uint32_t count);
double sw_trend_queue_ms(const sw_trend *trend);

typedef struct sw_inbox sw_inbox;
sw_inbox *sw_inbox_new(int descriptor);
void sw_inbox_free(sw_inbox *inbox);
int sw_inbox_route(sw_inbox *inbox, const char *host, int port, sw_receiver *receiver); /* NULL: no more */

/* IDLE: the socket has been read. OTHER: a datagram for Python. REPORTS: decrypted RTCP. UNBOUND: decrypted, no
 * stream has its SSRC and payload type. SEEN: decrypted and counted, but out of order, watched or perhaps a key frame: the stream's
 * Python side does the rest. */
enum { SW_IDLE, SW_OTHER, SW_REPORTS, SW_UNBOUND, SW_SEEN };
typedef struct {
    int kind, length, port;
    char host[SW_HOST];
    const uint8_t *data; /* until the next call */
    double arrival_s;
    sw_receiver *receiver;
    uint32_t ssrc;
    sw_verdict verdict;
} sw_datagram;
int sw_pump(sw_inbox *inbox, sw_outbox *outbox, sw_datagram *datagram);

/* ---- waiting (wait.c) */

enum { SW_READINGS = 8, SW_EVENTS = 64, SW_READABLE = 0x1, SW_WRITABLE = 0x4 }; /* EPOLLIN, EPOLLOUT */
typedef struct { int descriptor; sw_inbox *inbox; sw_datagram *datagram; } sw_reading;
typedef struct { int descriptor; uint32_t events; } sw_event; /* events: those of epoll */

/* The sockets that are read while waiting, and what came of the last wait. */
typedef struct {
    sw_outbox *outbox;
    int reading_count;
    sw_reading readings[SW_READINGS];
    sw_event events[SW_EVENTS];
} sw_waiter;
int sw_waiter_read(sw_waiter *waiter, int descriptor, sw_inbox *inbox, sw_datagram *datagram);
void sw_waiter_leave(sw_waiter *waiter, int descriptor);
int sw_wait(sw_waiter *waiter, int epoll, int timeout_ms);
