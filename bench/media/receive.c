/* The receiving half of the load generator: recvmmsg with kernel timestamps, counting by the clear RTP header.
 * A socket with UDP_GRO is handed runs of packets whole, and they are taken apart here.
 *
 * Nothing is decrypted. A packet of an SSRC that is not known yet is handed to Python, which decrypts one and
 * tells the offset between its timestamp and the publisher's microsecond clock.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include "receive.h"

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum { BATCH = 32, RUN = 65536, CONTROL = 128 };

static uint8_t bytes[BATCH][RUN];
static char control[BATCH][CONTROL];
static struct mmsghdr headers[BATCH];
static struct iovec parts[BATCH];

static uint16_t read16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }
static uint32_t read32(const uint8_t *p) { return (uint32_t)read16(p) << 16 | read16(p + 2); }

static int read_batch(int descriptor) {
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){bytes[i], RUN};
        headers[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
        headers[i].msg_hdr.msg_control = control[i], headers[i].msg_hdr.msg_controllen = CONTROL;
    }
    return recvmmsg(descriptor, headers, BATCH, MSG_DONTWAIT, NULL);
}

/* When the run arrived; how long each of its packets is but the last. */
static uint64_t read_control(int i, int *segment) {
    struct timespec at = {0, 0};
    *segment = (int)headers[i].msg_len;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&headers[i].msg_hdr); c; c = CMSG_NXTHDR(&headers[i].msg_hdr, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS) memcpy(&at, CMSG_DATA(c), sizeof at);
        if (c->cmsg_level == IPPROTO_UDP && c->cmsg_type == UDP_GRO) memcpy(segment, CMSG_DATA(c), sizeof *segment);
    }
    return (uint64_t)at.tv_sec * 1000000000u + (uint64_t)at.tv_nsec;
}

/* Note the transport-wide number (RFC 8285 one-byte element) for the feedback, with the time at which an ideal link
 * would have brought it: a busy machine's own delays must not change what the server under test sends. */
static void note_number(rx_client *client, const uint8_t *p, int length, uint64_t at_ns) {
    int at = 12 + 4 * (p[0] & 15), end;
    if (!client->transport_cc || !(p[0] & 0x10) || at + 4 > length || read16(p + at) != 0xBEDE) return;
    end = at + 4 + 4 * read16(p + at + 2);
    if (end > length || client->arrival_count == RX_ARRIVALS) return;
    for (at += 4; at + 2 < end;) {
        if (!p[at]) { at++; continue; }
        if (p[at] >> 4 == client->transport_cc) {
            rx_arrival *a = &client->arrivals[client->arrival_count++];
            a->at_ns = at_ns, a->sequence = read16(p + at + 1);
            return;
        }
        at += (p[at] & 15) + 2;
    }
}

static rx_stream *stream_of(rx_client *client, uint32_t ssrc) {
    for (int i = 0; i < client->stream_count; i++)
        if (client->streams[i].ssrc == ssrc) return &client->streams[i];
    return NULL;
}

/* 1 when the packet's stream is unknown and Python shall look at it. */
static int take(rx_client *client, rx_latencies *latencies, const uint8_t *p, int length, uint64_t at_ns) {
    if (length < 12 || p[0] >> 6 != 2 || (p[1] >= 192 && p[1] <= 223)) return 0;
    rx_stream *stream = stream_of(client, read32(p + 8));
    if (!stream) return 1;
    uint32_t sent_us = read32(p + 4) - stream->offset;
    int32_t took_us = (int32_t)((uint32_t)(at_ns / 1000) - sent_us);
    if (stream->is_ignored) took_us = 0;
    note_number(client, p, length, at_ns - (uint64_t)(int64_t)took_us * 1000);
    if (stream->is_ignored || sent_us - latencies->from_us >= latencies->for_us) return 0;
    stream->packets++, stream->highest = read16(p + 2);
    if (latencies->count < RX_LATENCIES) latencies->values[latencies->count++] = took_us < 0 ? 0 : (uint32_t)took_us;
    return 0;
}

/* Take the packets of one run; the length of an unknown stream's first one, copied to `unknown`, or 0. */
static int take_run(rx_client *client, rx_latencies *latencies, int i, uint8_t *unknown) {
    int found = 0, segment, left = (int)headers[i].msg_len;
    uint64_t at_ns = read_control(i, &segment);
    for (const uint8_t *p = bytes[i]; left > 0 && segment > 0; p += segment, left -= segment) {
        int length = left < segment ? left : segment;
        if (!take(client, latencies, p, length, at_ns) || found || length > RX_PACKET) continue;
        memcpy(unknown, p, (size_t)length), found = length;
    }
    return found;
}

/* Take everything that arrived; the length of an unknown stream's packet in `unknown`, or 0. */
int rx_drain(int descriptor, rx_client *client, rx_latencies *latencies, uint8_t *unknown) {
    int found = 0, length, got;
    do {
        got = read_batch(descriptor);
        for (int i = 0; i < got; i++)
            if ((length = take_run(client, latencies, i, unknown))) found = length; /* the last one */
    } while (got == BATCH);
    return found;
}
