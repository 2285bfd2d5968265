/* The native packet path: recvmmsg -> SRTP -> counters and history -> per subscriber patch, SRTP -> sendmmsg, UDP GSO.
 *
 * Everything rare (gaps, late packets, key frames, taps, retransmissions, RTCP, STUN, DTLS) goes back to Python.
 * libsrtp is not linked: its two entry points are given by Python, from the library that made the sessions.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include "datapath.h"
#include "packet.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

enum {
    BATCH = 64,        /* datagrams read, and messages sent, by one system call */
    SEGMENTS = 16,     /* packets in one UDP GSO message */
    MAX_PACKET = 2048, /* as in Python */
    TRAILER = 64,      /* room for the longest SRTP tag */
    CONTROL = 128,
    LONG_WORK = 8,     /* packets encrypted: meanwhile more may have come */
    BUCKETS = 1024,
    MAX_DROPOUT = 3000, /* RFC 3550 A.1 */
};

static sw_cipher protect, unprotect, protect_rtcp, unprotect_rtcp;

void sw_use(sw_cipher rtp_out, sw_cipher rtp_in, sw_cipher rtcp_out, sw_cipher rtcp_in) {
    protect = rtp_out, unprotect = rtp_in, protect_rtcp = rtcp_out, unprotect_rtcp = rtcp_in;
}

/* ---- the way out */

unsigned sw_log_stamp(sw_log *log, unsigned size, double now_s) {
    uint16_t sequence = (uint16_t)log->next++;
    log->ring[sequence % SW_LOG] = (sw_sent){now_s, size};
    log->octets += size;
    return sequence;
}

void sw_log_find(const sw_log *log, unsigned first, int count, sw_sent *found) {
    for (int i = 0; i < count; i++) {
        uint16_t sequence = (uint16_t)(first + (unsigned)i), age = (uint16_t)(log->next - 1 - sequence);
        found[i] = age < SW_LOG ? log->ring[sequence % SW_LOG] : (sw_sent){0, 0};
    }
}

/* The socket address of a numeric host, perhaps with a scope (fe80::1%2); its length, or 0 when it is no number. */
static uint32_t resolve(const char *host, int port, struct sockaddr_storage *address) {
    struct sockaddr_in *v4 = (struct sockaddr_in *)address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
    char bare[SW_HOST] = {0};
    const char *scope = strchr(host, '%');
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET, v4->sin_port = htons((uint16_t)port);
        return sizeof *v4;
    }
    size_t length = scope ? (size_t)(scope - host) : strlen(host);
    if (length >= sizeof bare) return 0;
    memcpy(bare, host, length);
    if (inet_pton(AF_INET6, bare, &v6->sin6_addr) != 1) return 0;
    v6->sin6_family = AF_INET6, v6->sin6_port = htons((uint16_t)port);
    v6->sin6_scope_id = scope ? (uint32_t)strtoul(scope + 1, NULL, 10) : 0;
    return sizeof *v6;
}

int sw_out_aim(sw_out *out, const char *host, int port) {
    struct sockaddr_storage address;
    out->address_length = resolve(host, port, &address);
    memcpy(out->address, &address, out->address_length);
    out->goes_apart = 0;
    return out->address_length ? 0 : -1;
}

void sw_out_report(sw_out *out, const uint8_t *packet, int length) {
    uint8_t encrypted[MAX_PACKET + TRAILER];
    if (length > MAX_PACKET) return;
    memcpy(encrypted, packet, (size_t)length);
    if (protect_rtcp(out->srtp, encrypted, &length) ||
        sendto(out->descriptor, encrypted, (size_t)length, MSG_DONTWAIT, (struct sockaddr *)out->address, out->address_length) < 0)
        out->dropped++;
}

typedef struct {
    sw_out *out;
    int length, segment, count; /* bytes in all, bytes of each packet but the last, packets */
    int plain; /* bytes of the first before it was encrypted */
    uint8_t bytes[SEGMENTS * (MAX_PACKET + TRAILER)];
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(uint16_t))];
} message;

/* A packet of the batch that waits for the batch's end, so that runs of one stream leave together. */
typedef struct { sw_stream *stream; const uint8_t *packet; int length, transport_cc; } pending;

struct sw_outbox {
    int count, waiting_count;
    message messages[BATCH];
    struct mmsghdr headers[BATCH];
    struct iovec parts[BATCH];
    pending waiting[BATCH];
};

sw_outbox *sw_outbox_new(void) { return calloc(1, sizeof(sw_outbox)); }

void sw_outbox_free(sw_outbox *outbox) { free(outbox); }

static void prepare(sw_outbox *outbox, int i) {
    message *m = &outbox->messages[i];
    struct msghdr *header = &outbox->headers[i].msg_hdr;
    memset(header, 0, sizeof *header);
    outbox->parts[i] = (struct iovec){m->bytes, (size_t)m->length};
    header->msg_iov = &outbox->parts[i], header->msg_iovlen = 1;
    header->msg_name = m->out->address, header->msg_namelen = m->out->address_length;
    if (m->count < 2) return;
    header->msg_control = m->control, header->msg_controllen = sizeof m->control;
    struct cmsghdr *c = CMSG_FIRSTHDR(header);
    uint16_t size = (uint16_t)m->segment;
    c->cmsg_level = IPPROTO_UDP, c->cmsg_type = UDP_SEGMENT, c->cmsg_len = CMSG_LEN(sizeof size);
    memcpy(CMSG_DATA(c), &size, sizeof size);
}

/* Send a message's packets one by one: the kernel or the route (its MTU) refused them together. */
static void send_apart(message *m) {
    m->out->goes_apart = 1;
    for (int at = 0; at < m->length; at += m->segment) {
        size_t size = (size_t)(m->length - at < m->segment ? m->length - at : m->segment);
        if (sendto(m->out->descriptor, m->bytes + at, size, MSG_DONTWAIT, (struct sockaddr *)m->out->address,
                   m->out->address_length) < 0)
            m->out->dropped++;
    }
}

static int is_full(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS; }

/* Messages first..last-1 go through one socket. A full one drops them, as a router would. */
static void send_run(sw_outbox *outbox, int first, int last) {
    int descriptor = outbox->messages[first].out->descriptor;
    while (first < last) {
        int sent = sendmmsg(descriptor, outbox->headers + first, (unsigned)(last - first), MSG_DONTWAIT);
        if (sent > 0) { first += sent; continue; }
        if (sent < 0 && errno == EINTR) continue;
        message *m = &outbox->messages[first++];
        if (m->count > 1 && !is_full(errno)) send_apart(m);
        else m->out->dropped += (uint64_t)m->count;
    }
}

static void send_all(sw_outbox *outbox) {
    for (int i = 0; i < outbox->count; i++) prepare(outbox, i);
    for (int first = 0, last; first < outbox->count; first = last) {
        for (last = first + 1; last < outbox->count; last++)
            if (outbox->messages[last].out->descriptor != outbox->messages[first].out->descriptor) break;
        send_run(outbox, first, last);
    }
    outbox->count = 0;
}

/* Put the subscriber's numbers into a copy of the packet. */
static void patch(const sw_out *out, uint8_t *packet, int length, int transport_cc, double now_s) {
    write16(packet + 2, (uint16_t)(read16(packet + 2) + out->seq_offset));
    write32(packet + 4, read32(packet + 4) + out->ts_offset);
    write32(packet + 8, out->ssrc);
    if (out->rewrites_pictures) move_pictures(packet, length, out->picture_offset, out->tl0_offset);
    if (transport_cc && out->log) write16(packet + transport_cc, (uint16_t)sw_log_stamp(out->log, (unsigned)length, now_s));
}

static int go_one_way(const sw_out *a, const sw_out *b) {
    return a == b || (a->log == b->log && a->descriptor == b->descriptor && a->address_length == b->address_length &&
                      !memcmp(a->address, b->address, a->address_length));
}

/* Whether a packet may leave in the message: UDP GSO takes equal lengths, of which the last may be shorter. */
static int joins(const message *m, const sw_out *out, int length) {
    return m->count < SEGMENTS && length <= m->plain && m->length == m->count * m->segment && !out->goes_apart &&
           !m->out->goes_apart && go_one_way(m->out, out);
}

/* The message of the packet: the last one to the same page, whichever stream began it, or a new one. */
static message *message_for(sw_outbox *outbox, sw_out *out, int length) {
    unsigned last = out->log ? out->log->message : BATCH;
    if (last < (unsigned)outbox->count && joins(&outbox->messages[last], out, length)) return &outbox->messages[last];
    if (outbox->count == BATCH) send_all(outbox);
    message *m = &outbox->messages[outbox->count];
    m->out = out, m->plain = length, m->length = m->count = m->segment = 0;
    return m;
}

static void queue(sw_outbox *outbox, sw_out *out, const pending *from, double now_s) {
    int length = from->length;
    message *m = message_for(outbox, out, length);
    uint8_t *packet = m->bytes + m->length;
    memcpy(packet, from->packet, (size_t)length);
    patch(out, packet, length, from->transport_cc, now_s);
    if (protect(out->srtp, packet, &length) || length > from->length + TRAILER || (m->count && length > m->segment)) {
        out->dropped++;
        return;
    }
    if (!m->count) {
        m->segment = length;
        if (out->log) out->log->message = (uint32_t)outbox->count;
        outbox->count++;
    }
    m->length += length, m->count++;
}

/* Let a packet wait for the end of the batch. */
static void await_flush(sw_outbox *outbox, sw_stream *stream, const uint8_t *packet, int length) {
    extensions found;
    walk_extensions((uint8_t *)packet, length, 0, &found);
    outbox->waiting[outbox->waiting_count++] = (pending){stream, packet, length, found.transport_cc};
}

static int fan_out(sw_outbox *outbox, sw_stream *stream, const pending *const *list, int count, double now_s) {
    for (int s = 0; s < stream->sink_count; s++) {
        sw_out *out = stream->sinks[s];
        for (int i = 0; i < count && out->descriptor >= 0; i++) queue(outbox, out, list[i], now_s);
    }
    return stream->sink_count * count;
}

/* Fan the batch's waiting packets out, stream by stream; they leave with `send_all` at the latest. About how many left. */
static int fan_all_out(sw_outbox *outbox, double now_s) {
    const pending *list[BATCH];
    int copies = 0;
    for (int first = 0; first < outbox->waiting_count; first++) {
        sw_stream *stream = outbox->waiting[first].stream;
        int count = 0;
        if (!stream) continue;
        for (int i = first; i < outbox->waiting_count; i++) {
            if (outbox->waiting[i].stream != stream) continue;
            list[count++] = &outbox->waiting[i];
            if (i > first) outbox->waiting[i].stream = NULL;
        }
        copies += fan_out(outbox, stream, list, count, now_s);
    }
    outbox->waiting_count = 0;
    return copies;
}

/* ---- incoming streams */

struct sw_kept { int32_t number; int length, capacity; uint8_t *bytes; }; /* number -1: none, length 0: not kept */

sw_stream *sw_stream_new(int codec, int payload_type, int wrapped_type, uint32_t clock_hz, uint32_t blanked) {
    sw_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    stream->history = calloc(SW_HISTORY, sizeof *stream->history);
    if (!stream->history) { free(stream); return NULL; }
    for (int i = 0; i < SW_HISTORY; i++) stream->history[i].number = -1;
    stream->payload_type = (uint8_t)payload_type, stream->wrapped_type = (uint8_t)wrapped_type;
    stream->codec = (uint8_t)codec, stream->clock_hz = clock_hz, stream->blanked = blanked;
    stream->is_open = 1, stream->loudest = 127;
    return stream;
}

void sw_stream_free(sw_stream *stream) {
    for (int i = 0; i < SW_HISTORY; i++) free(stream->history[i].bytes);
    free(stream->history);
    free(stream->sinks);
    free(stream);
}

int sw_stream_add(sw_stream *stream, sw_out *out) {
    if (stream->sink_count == stream->sink_capacity) {
        int capacity = stream->sink_capacity ? 2 * stream->sink_capacity : 8;
        sw_out **sinks = realloc(stream->sinks, (size_t)capacity * sizeof *sinks);
        if (!sinks) return -1;
        stream->sinks = sinks, stream->sink_capacity = capacity;
    }
    stream->sinks[stream->sink_count++] = out;
    return 0;
}

void sw_stream_remove(sw_stream *stream, sw_out *out) {
    for (int i = 0; i < stream->sink_count; i++)
        if (stream->sinks[i] == out) {
            stream->sinks[i] = stream->sinks[--stream->sink_count];
            return;
        }
}

/* Jitter as RFC 3550 A.8 counts it; times wrap, and so does their difference. */
static void note_transit(sw_stream *stream, uint32_t timestamp, double arrival_s) {
    uint32_t transit = (uint32_t)(int64_t)(arrival_s * stream->clock_hz) - timestamp;
    if (stream->received) {
        int64_t moved = (int32_t)(transit - stream->last_transit);
        stream->jitter_q4 += (moved < 0 ? -moved : moved) - ((stream->jitter_q4 + 8) >> 4);
    }
    stream->last_transit = transit;
}

/* Count the packet (RFC 3550 A.1); how far it moved the newest number on. */
static int count(sw_stream *stream, uint16_t sequence) {
    int ahead = stream->has_begun ? seq_distance(sequence, stream->newest) : 1;
    int is_restart = stream->has_begun && (ahead <= -MAX_DROPOUT || ahead >= MAX_DROPOUT);
    stream->received++;
    if (!stream->has_begun || is_restart) {
        stream->newest = stream->base = sequence, stream->cycles = 0;
        stream->has_begun = 1, stream->restarts += (uint32_t)is_restart;
        if (is_restart) stream->received = 1;
        return 1;
    }
    if (ahead > 0) {
        if (sequence < stream->newest) stream->cycles += 0x10000;
        stream->newest = sequence;
    }
    return ahead;
}

/* Count a packet and look what it is; -1 when its extensions are malformed. */
int sw_stream_take(sw_stream *stream, const uint8_t *packet, int length, double arrival_s, sw_verdict *verdict) {
    extensions found;
    if (length < HEADER_LENGTH || walk_extensions((uint8_t *)packet, length, 0, &found)) return -1;
    uint16_t sequence = read16(packet + 2);
    sw_kept *kept = &stream->history[sequence % SW_HISTORY];
    *verdict = (sw_verdict){SW_DUPLICATE, 0, stream->has_begun ? stream->newest : -1};
    if (kept->number == sequence) { /* browsers probe the bandwidth by sending old packets again */
        stream->duplicates++;
        return 0;
    }
    stream->octets_in += (uint64_t)length;
    stream->pictures_in += packet[1] >> 7;
    if (stream->is_open && found.audio_level && (packet[found.audio_level] & 0x7F) < stream->loudest)
        stream->loudest = packet[found.audio_level] & 0x7F;
    note_transit(stream, read32(packet + 4), arrival_s);
    verdict->ahead = count(stream, sequence);
    verdict->fate = verdict->ahead > -SW_HISTORY ? SW_TAKEN : SW_TOO_OLD;
    if (verdict->fate == SW_TAKEN) kept->number = sequence, kept->length = 0;
    return 0;
}

/* Remove what belongs to the publisher's leg, stamp our own sending time, and keep it for retransmissions. */
void sw_stream_keep(sw_stream *stream, uint8_t *packet, int length, double now_s) {
    extensions found;
    walk_extensions(packet, length, stream->blanked, &found);
    if (found.abs_send_time) {
        uint32_t sent_at = (uint32_t)(int64_t)(now_s * 262144.0);
        packet[found.abs_send_time] = (uint8_t)(sent_at >> 16);
        write16(packet + found.abs_send_time + 1, (uint16_t)sent_at);
    }
    sw_kept *kept = &stream->history[read16(packet + 2) % SW_HISTORY];
    if (kept->number != read16(packet + 2)) return;
    if (kept->capacity < length) {
        uint8_t *bytes = realloc(kept->bytes, (size_t)length);
        if (!bytes) return;
        kept->bytes = bytes, kept->capacity = length;
    }
    memcpy(kept->bytes, packet, (size_t)length);
    kept->length = length;
}

/* Send one packet, already counted and kept, to every subscriber there is. */
void sw_stream_fan_out(sw_stream *stream, sw_outbox *outbox, const uint8_t *packet, int length, double now_s) {
    if (length < HEADER_LENGTH || length > MAX_PACKET) return;
    await_flush(outbox, stream, packet, length);
    fan_all_out(outbox, now_s);
    send_all(outbox);
}

/* A packet of the history by the publisher's number; its length, or 0. */
int sw_stream_find(const sw_stream *stream, unsigned sequence, const uint8_t **packet) {
    const sw_kept *kept = &stream->history[(uint16_t)sequence % SW_HISTORY];
    if (kept->number != (int32_t)(uint16_t)sequence) return 0;
    *packet = kept->bytes;
    return kept->length;
}

/* ---- the way in */

int sw_receiver_bind(sw_receiver *receiver, uint32_t ssrc, sw_stream *stream) {
    sw_receiver_unbind(receiver, ssrc);
    if (receiver->binding_count == SW_BINDINGS) return -1;
    receiver->ssrcs[receiver->binding_count] = ssrc;
    receiver->streams[receiver->binding_count++] = stream;
    return 0;
}

void sw_receiver_unbind(sw_receiver *receiver, uint32_t ssrc) {
    for (uint32_t i = 0; i < receiver->binding_count; i++)
        if (receiver->ssrcs[i] == ssrc) {
            receiver->ssrcs[i] = receiver->ssrcs[--receiver->binding_count];
            receiver->streams[i] = receiver->streams[receiver->binding_count];
            return;
        }
}

static sw_stream *bound_to(const sw_receiver *receiver, uint32_t ssrc) {
    for (uint32_t i = 0; i < receiver->binding_count; i++)
        if (receiver->ssrcs[i] == ssrc) return receiver->streams[i];
    return NULL;
}

typedef struct route { struct route *next; sw_receiver *receiver; uint16_t port; uint8_t host[16]; } route;

struct sw_inbox {
    int descriptor, count, next, is_stamped;
    double wall_minus_monotonic_s;
    route *routes[BUCKETS];
    int heard_count;
    sw_receiver *heard[BATCH]; /* whose RTP was read in this call */
    uint8_t bytes[BATCH][MAX_PACKET];
    _Alignas(struct cmsghdr) char control[BATCH][CONTROL];
    struct mmsghdr headers[BATCH];
    struct iovec parts[BATCH];
    struct sockaddr_storage senders[BATCH];
};

static void reset_header(sw_inbox *inbox, int i) {
    struct msghdr *header = &inbox->headers[i].msg_hdr;
    inbox->parts[i] = (struct iovec){inbox->bytes[i], MAX_PACKET};
    *header = (struct msghdr){.msg_iov = &inbox->parts[i], .msg_iovlen = 1};
    header->msg_name = &inbox->senders[i], header->msg_namelen = sizeof inbox->senders[i];
    header->msg_control = inbox->control[i], header->msg_controllen = sizeof inbox->control[i];
}

sw_inbox *sw_inbox_new(int descriptor) {
    sw_inbox *inbox = calloc(1, sizeof *inbox);
    int on = 1;
    if (!inbox) return NULL;
    inbox->descriptor = descriptor;
    inbox->is_stamped = !setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    for (int i = 0; i < BATCH; i++) reset_header(inbox, i);
    return inbox;
}

void sw_inbox_free(sw_inbox *inbox) {
    for (int i = 0; i < BUCKETS; i++)
        for (route *r = inbox->routes[i], *next; r; r = next) next = r->next, free(r);
    free(inbox);
}

/* The part of an address that routes go by; the family follows from the length of the host. */
static int address_key(const struct sockaddr_storage *address, route *key) {
    memset(key, 0, sizeof *key);
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        key->host[10] = key->host[11] = 0xFF; /* RFC 4291 2.5.5.2: an IPv4 address as IPv6 writes it */
        memcpy(key->host + 12, &v4->sin_addr, 4), key->port = v4->sin_port;
    } else if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
        memcpy(key->host, &v6->sin6_addr, 16), key->port = v6->sin6_port;
    } else
        return -1;
    return 0;
}

/* The link that points to the address's route, or to the end of its bucket's chain. */
static route **find_route(sw_inbox *inbox, const route *key) {
    uint32_t hash = key->port;
    for (int i = 0; i < 16; i++) hash = (hash ^ key->host[i]) * 16777619u;
    route **link = &inbox->routes[hash % BUCKETS];
    while (*link && ((*link)->port != key->port || memcmp((*link)->host, key->host, 16))) link = &(*link)->next;
    return link;
}

int sw_inbox_route(sw_inbox *inbox, const char *host, int port, sw_receiver *receiver) {
    struct sockaddr_storage address;
    route key;
    if (!resolve(host, port, &address) || address_key(&address, &key)) return -1;
    route **link = find_route(inbox, &key), *found = *link;
    if (found && !receiver) { *link = found->next, free(found); return 0; }
    if (!receiver) return 0;
    if (!found) {
        if (!(found = malloc(sizeof *found))) return -1;
        *found = key, *link = found;
    }
    found->receiver = receiver;
    return 0;
}

static double clock_s(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* When the kernel got the datagram, on the monotonic clock; now, when it does not say so or the clock was set. */
static double arrival_of(const sw_inbox *inbox, int i, double now_s) {
    struct msghdr *header = (struct msghdr *)&inbox->headers[i].msg_hdr;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        struct timespec at;
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_TIMESTAMPNS) continue;
        memcpy(&at, CMSG_DATA(c), sizeof at);
        double arrival_s = (double)at.tv_sec + 1e-9 * (double)at.tv_nsec - inbox->wall_minus_monotonic_s;
        if (arrival_s <= now_s && arrival_s > now_s - 1) return arrival_s;
    }
    return now_s;
}

static int read_batch(sw_inbox *inbox, int most, double *now_s) {
    for (int i = 0; i < inbox->count; i++) reset_header(inbox, i);
    inbox->count = inbox->next = 0;
    int got = recvmmsg(inbox->descriptor, inbox->headers, (unsigned)most, MSG_DONTWAIT, NULL);
    if (got <= 0) return 0;
    inbox->count = got;
    *now_s = clock_s(CLOCK_MONOTONIC);
    inbox->wall_minus_monotonic_s = clock_s(CLOCK_REALTIME) - *now_s;
    return got;
}

void sw_receiver_note(sw_receiver *receiver, unsigned sequence, double arrival_s) {
    if (receiver->arrival_count == SW_ARRIVALS) return;
    receiver->arrivals[receiver->arrival_count++] = (sw_arrival){arrival_s, (uint16_t)sequence};
}

/* A decrypted packet of a stream: 0 when it is dealt with. */
static int take(sw_outbox *outbox, sw_stream *stream, uint8_t *packet, double now_s, sw_datagram *d) {
    sw_verdict *verdict = &d->verdict;
    if (sw_stream_take(stream, packet, d->length, d->arrival_s, verdict)) {
        d->receiver->rejected++;
        return 0;
    }
    if (verdict->fate == SW_DUPLICATE) return 0;
    if (verdict->ahead != 1 || stream->is_watched || may_start_keyframe(stream->codec, packet, d->length))
        return d->kind = SW_SEEN;
    if (!stream->is_open) return 0;
    sw_stream_keep(stream, packet, d->length, now_s);
    stream->last_timestamp = read32(packet + 4), stream->last_arrival_s = d->arrival_s;
    if (!stream->sink_count) return 0;
    stream->packets_out++, stream->octets_out += (uint64_t)d->length;
    await_flush(outbox, stream, packet, d->length);
    return 0;
}

/* Whether the packet is in the stream's codec: a page may change it without changing the SSRC. */
static int is_of(const sw_stream *stream, const uint8_t *packet) {
    uint8_t type = packet[1] & 0x7F;
    return type == stream->payload_type || type == stream->wrapped_type;
}

/* A datagram that looks like RTP, from a known address; 0 when it is dealt with. */
static int decrypt(sw_outbox *outbox, uint8_t *packet, double now_s, sw_datagram *d) {
    extensions found;
    if (unprotect(d->receiver->srtp, packet, &d->length) || d->length < HEADER_LENGTH || d->length > MAX_PACKET ||
        walk_extensions(packet, d->length, 0, &found)) {
        d->receiver->rejected++;
        return 0;
    }
    if (found.transport_cc) sw_receiver_note(d->receiver, read16(packet + found.transport_cc), d->arrival_s);
    d->ssrc = read32(packet + 8);
    sw_stream *stream = bound_to(d->receiver, d->ssrc);
    return stream && is_of(stream, packet) ? take(outbox, stream, packet, now_s, d) : (d->kind = SW_UNBOUND);
}

/* RTCP from a known address; 0 when it is dealt with. */
static int decrypt_reports(uint8_t *compound, sw_datagram *d) {
    if (unprotect_rtcp(d->receiver->srtp, compound, &d->length) || d->length < 0 || d->length > MAX_PACKET) {
        d->receiver->rejected++;
        return 0;
    }
    return sw_receiver_hear(d->receiver, compound, d->length) ? 0 : (d->kind = SW_REPORTS);
}

static int is_media(const uint8_t *p) { return (p[0] & 0xC0) == 0x80; } /* RFC 7983 7 */
static int is_rtcp(const uint8_t *p) { return p[1] >= 192 && p[1] <= 223; } /* RFC 5761 4 */

static void name_sender(const struct sockaddr_storage *sender, sw_datagram *d) {
    int is_v6 = sender->ss_family == AF_INET6;
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)sender;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)sender;
    const void *host = is_v6 ? (const void *)&v6->sin6_addr : (const void *)&v4->sin_addr;
    if (!inet_ntop(sender->ss_family, host, d->host, INET6_ADDRSTRLEN)) d->host[0] = 0;
    if (is_v6 && v6->sin6_scope_id) {
        size_t length = strlen(d->host);
        snprintf(d->host + length, sizeof d->host - length, "%%%u", v6->sin6_scope_id);
    }
    d->port = ntohs(is_v6 ? v6->sin6_port : v4->sin_port);
}

static void note_heard(sw_inbox *inbox, sw_receiver *receiver) {
    if (!inbox->heard_count || inbox->heard[inbox->heard_count - 1] != receiver)
        inbox->heard[inbox->heard_count++] = receiver;
}

/* Tell those we heard what came of them: while packets come, that needs no clock and no wake-up of its own. */
static void tell_heard(sw_inbox *inbox, double now_s) {
    for (int i = 0; i < inbox->heard_count; i++) sw_receiver_tell(inbox->heard[i], now_s);
    inbox->heard_count = 0;
}

/* One datagram of the batch; 0 when it is dealt with. */
static int handle(sw_inbox *inbox, sw_outbox *outbox, int i, double now_s, sw_datagram *d) {
    uint8_t *packet = inbox->bytes[i];
    route key, *found = NULL;
    d->data = packet, d->length = (int)inbox->headers[i].msg_len, d->receiver = NULL;
    if (inbox->headers[i].msg_hdr.msg_flags & MSG_TRUNC) return 0;
    d->arrival_s = inbox->is_stamped ? arrival_of(inbox, i, now_s) : now_s;
    if (d->length >= HEADER_LENGTH && is_media(packet) && !address_key(&inbox->senders[i], &key))
        found = *find_route(inbox, &key);
    if (found) {
        d->receiver = found->receiver;
        if (is_rtcp(packet)) return decrypt_reports(packet, d);
        note_heard(inbox, d->receiver);
        return decrypt(outbox, packet, now_s, d);
    }
    name_sender(&inbox->senders[i], d);
    return d->kind = SW_OTHER;
}

/* Read and forward until something is for Python, or a batch is done. What came while many packets were encrypted
 * joins them: fewer and longer runs. What has been forwarded has then been sent. */
int sw_pump(sw_inbox *inbox, sw_outbox *outbox, sw_datagram *datagram) {
    double now_s = clock_s(CLOCK_MONOTONIC);
    int room = BATCH;
    datagram->kind = SW_IDLE;
    if (inbox->next == inbox->count && !read_batch(inbox, room, &now_s)) return SW_IDLE;
    do
        for (; inbox->next < inbox->count && !datagram->kind; room--)
            handle(inbox, outbox, inbox->next++, now_s, datagram);
    while (fan_all_out(outbox, now_s) >= LONG_WORK && !datagram->kind && room && read_batch(inbox, room, &now_s));
    send_all(outbox);
    tell_heard(inbox, now_s);
    return datagram->kind;
}
