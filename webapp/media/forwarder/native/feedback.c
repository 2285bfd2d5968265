/* Transport-wide congestion control towards publishers: what `core.twcc.FeedbackBuilder` does, byte for byte. */
#include <stdint.h>
#include <string.h>

#include "datapath.h"
#include "packet.h"

enum {
    MAX_STATUSES = 400, /* in one message: keeps it well below an Ethernet frame */
    JUMP = 16 * MAX_STATUSES,
    REFERENCE_TICKS = 256,
    RTPFB = 205,
    FMT_TRANSPORT_CC = 15,
    FCI = 12, /* where it begins in the packet */
};
static const double TICK_S = 0.00025;
static const double TELL_S = 0.09; /* a batch is told of with the first one that comes so much later, or by Python's clock */

/* The number that continues the row, past its wraps. */
static int64_t unwrap(int64_t near, uint16_t sequence) { return near + seq_distance(sequence, (uint16_t)near); }

static int64_t first_near(const sw_receiver *receiver) {
    return receiver->has_told ? receiver->told : receiver->arrivals[0].sequence;
}

/* The arrivals of the numbers start..start+count-1 in ticks, -1 for those that did not come; how many did. */
static int collect(const sw_receiver *receiver, int64_t near, int64_t start, int count, int64_t *ticks) {
    int known = 0;
    for (int i = 0; i < count; i++) ticks[i] = -1;
    for (uint32_t i = 0; i < receiver->arrival_count; i++) {
        near = unwrap(near, receiver->arrivals[i].sequence);
        if (near < start || near >= start + count || ticks[near - start] >= 0) continue;
        ticks[near - start] = (int64_t)(receiver->arrivals[i].arrival_s / TICK_S), known++;
    }
    return known;
}

/* Status chunks of seven two-bit symbols, and the deltas behind them; returns where the packet ends. */
static int write_statuses(uint8_t *packet, const int64_t *ticks, int count, int64_t current) {
    int chunk_at = FCI + 8, at = chunk_at + 2 * ((count + 6) / 7);
    for (int i = 0; i < count; i++) {
        if (i % 7 == 0) write16(packet + chunk_at + 2 * (i / 7), 0xC000);
        if (ticks[i] < 0) continue;
        int64_t delta = ticks[i] - current;
        delta = delta < -0x8000 ? -0x8000 : delta > 0x7FFF ? 0x7FFF : delta;
        current += delta;
        int is_large = delta < 0 || delta > 255;
        uint8_t *chunk = packet + chunk_at + 2 * (i / 7);
        write16(chunk, (uint16_t)(read16(chunk) | (is_large ? 2 : 1) << (12 - 2 * (i % 7))));
        if (is_large) write16(packet + at, (uint16_t)delta), at += 2;
        else packet[at++] = (uint8_t)delta;
    }
    return at;
}

/* RFC 3550 6.4.1: RTCP is padded to whole words, and the last byte says by how much. */
static int pad(uint8_t *packet, int length) {
    int padding = -length & 3;
    memset(packet + length, 0, (size_t)padding);
    if (padding) packet[0] |= 0x20, packet[length + padding - 1] = (uint8_t)padding;
    return length + padding;
}

static int write_message(sw_receiver *receiver, int64_t near, int64_t start, int count, uint8_t *packet) {
    int64_t ticks[MAX_STATUSES], reference = 0;
    if (!collect(receiver, near, start, count, ticks)) return 0;
    for (int i = 0; i < count; i++)
        if (ticks[i] >= 0) { reference = ticks[i] / REFERENCE_TICKS; break; }
    packet[0] = 0x80 | FMT_TRANSPORT_CC, packet[1] = RTPFB;
    write16(packet + FCI, (uint16_t)start), write16(packet + FCI + 2, (uint16_t)count);
    write32(packet + FCI + 4, (uint32_t)(reference & 0xFFFFFF) << 8 | receiver->messages++);
    int length = pad(packet, write_statuses(packet, ticks, count, reference * REFERENCE_TICKS));
    write16(packet + 2, (uint16_t)(length / 4 - 1));
    return length;
}

/* The RTCP messages about what came since the last call, one behind the other; their length in all, 0 for none. */
int sw_receiver_feedback(sw_receiver *receiver, uint32_t sender, uint32_t media, uint8_t *packets) {
    int64_t near = 0, first = INT64_MAX, last = INT64_MIN;
    int length = 0, added;
    if (!receiver->arrival_count) return 0;
    near = first_near(receiver);
    for (uint32_t i = 0; i < receiver->arrival_count; i++) {
        near = unwrap(near, receiver->arrivals[i].sequence);
        if (near < first) first = near;
        if (near > last) last = near;
    }
    if (receiver->has_told && first > receiver->told && first - receiver->told < MAX_STATUSES)
        first = receiver->told; /* what was lost between two messages belongs to the second */
    if (last - first > JUMP) first = last - MAX_STATUSES; /* the sender jumped: the gap is not loss */
    near = first_near(receiver);
    for (int64_t start = first; start <= last; start += MAX_STATUSES) {
        int count = last + 1 - start < MAX_STATUSES ? (int)(last + 1 - start) : MAX_STATUSES;
        if (!(added = write_message(receiver, near, start, count, packets + length))) continue;
        write32(packets + length + 4, sender), write32(packets + length + 8, media);
        length += added;
    }
    receiver->told = last + 1, receiver->has_told = 1, receiver->arrival_count = 0;
    return length;
}

/* Tell the publisher what came since the last time, unless that was just now. */
void sw_receiver_tell(sw_receiver *receiver, double now_s) {
    uint8_t packets[SW_FEEDBACK];
    if (!receiver->back || !receiver->arrival_count || now_s - receiver->told_s < TELL_S) return;
    receiver->told_s = now_s;
    int length = sw_receiver_feedback(receiver, receiver->back->ssrc, receiver->media, packets);
    for (int at = 0, size; at < length; at += size) {
        size = 4 + 4 * read16(packets + at + 2);
        sw_out_report(receiver->back, packets + at, size);
    }
}
