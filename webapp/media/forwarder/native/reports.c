/* RTCP that needs no Python: transport-wide feedback of viewers, matched with what was sent; reports nobody reads. */
#include <stdint.h>

#include "datapath.h"
#include "packet.h"

enum { RR = 201, SDES = 202, RTPFB = 205, FMT_TRANSPORT_CC = 15, REFERENCE_TICKS = 256 };
enum { SMALL_DELTA = 1, LARGE_DELTA = 2, FCI_HEAD = 8 };
static const double TICK_S = 0.00025, BURST_S = 0.005;

/* Reading the statuses of a message one by one (draft-holmer-rmcat-transport-wide-cc-01 3.1.1 to 3.1.4). */
typedef struct { const uint8_t *fci; int length, at, left, symbols, chunk; } statuses;

static int next_status(statuses *s) {
    while (!s->left) { /* again after an empty run */
        if (s->at + 2 > s->length) return -1;
        s->chunk = read16(s->fci + s->at), s->at += 2;
        s->left = s->symbols = !(s->chunk & 0x8000) ? s->chunk & 0x1FFF : s->chunk & 0x4000 ? 7 : 14;
    }
    s->left--;
    if (!(s->chunk & 0x8000)) return s->chunk >> 13 & 3;
    return s->symbols == 7 ? s->chunk >> 2 * s->left & 3 : s->chunk >> s->left & 1;
}

static int delta_size(int status) { return status == SMALL_DELTA ? 1 : status == LARGE_DELTA ? 2 : 0; }

/* Where the deltas begin, behind the statuses; -1 when the message says more than it carries. */
static int find_deltas(const uint8_t *fci, int length, int count) {
    statuses s = {fci, length, FCI_HEAD, 0, 0, 0};
    int deltas = 0;
    for (int i = 0; i < count; i++) {
        int status = next_status(&s);
        if (status < 0) return -1;
        deltas += delta_size(status);
    }
    return s.at + deltas <= length ? s.at : -1;
}

/* As core/bandwidth/heard.py does it. */
static void add_to_group(sw_tally *tally, double sent_s, double arrival_s) {
    if (tally->has_group && sent_s - tally->began_s <= BURST_S) {
        tally->group.sent_s = sent_s;
        if (arrival_s > tally->group.arrival_s) tally->group.arrival_s = arrival_s;
        return;
    }
    if (tally->has_group) tally->groups[tally->group_count++] = tally->group; /* one for each fate at most */
    tally->has_group = 1, tally->began_s = sent_s, tally->group = (sw_group){sent_s, arrival_s};
}

static void sum_up(sw_tally *tally, const sw_sent *sent, int has_arrived, double arrival_s) {
    tally->last_sent_s = sent->sent_s, tally->sent_octets += sent->size;
    if (!has_arrived) {
        tally->lost++;
        return;
    }
    tally->received++, tally->arrived_octets += sent->size;
    if (arrival_s > tally->last_arrival_s) tally->last_arrival_s = arrival_s;
    add_to_group(tally, sent->sent_s, arrival_s);
}

void sw_receiver_forget(sw_receiver *receiver) {
    sw_tally *tally = &receiver->tally;
    receiver->fate_count = tally->received = tally->lost = tally->group_count = 0;
    tally->sent_octets = tally->arrived_octets = 0, tally->last_sent_s = tally->last_arrival_s = 0;
}

static void note_fate(sw_receiver *receiver, unsigned sequence, int has_arrived, double arrival_s) {
    sw_sent sent;
    sw_log_find(receiver->log, sequence, 1, &sent);
    if (!sent.size || receiver->fate_count == SW_FATES) return;
    receiver->fates[receiver->fate_count++] = (sw_fate){arrival_s, sent.sent_s, sent.size, (uint32_t)has_arrived};
    sum_up(&receiver->tally, &sent, has_arrived, arrival_s);
}

/* Take what a viewer says of our packets; a malformed message is passed over. */
void sw_receiver_match(sw_receiver *receiver, const uint8_t *fci, int length) {
    if (!receiver->log || length < FCI_HEAD) return;
    unsigned first = read16(fci);
    int count = read16(fci + 2), at = find_deltas(fci, length, count);
    int64_t ticks = (int64_t)(read32(fci + 4) >> 8) * REFERENCE_TICKS;
    statuses s = {fci, length, FCI_HEAD, 0, 0, 0};
    if (at < 0) return;
    for (int i = 0; i < count; i++) {
        int status = next_status(&s), size = delta_size(status);
        ticks += size == 1 ? fci[at] : size == 2 ? (int16_t)read16(fci + at) : 0;
        at += size;
        note_fate(receiver, first + (unsigned)i, size > 0, (double)ticks * TICK_S);
    }
}

static int is_feedback(const uint8_t *packet) { return packet[1] == RTPFB && (packet[0] & 0x1F) == FMT_TRANSPORT_CC; }

/* The end of the packet that begins at `at`, and its padding; -1 when the compound is malformed. */
static int packet_end(const uint8_t *compound, int length, int at, int *padding) {
    if (at + 4 > length || compound[at] >> 6 != 2) return -1;
    int end = at + 4 + 4 * read16(compound + at + 2);
    if (end > length) return -1;
    *padding = compound[at] & 0x20 ? compound[end - 1] : 0;
    return *padding > end - at - 4 ? -1 : end;
}

static int is_ours(const sw_receiver *receiver, const uint8_t *compound, int length) {
    for (int at = 0, padding; at < length;) {
        const uint8_t *packet = compound + at;
        if ((at = packet_end(compound, length, at, &padding)) < 0) return 0;
        if (packet[1] == RR || packet[1] == SDES) continue;
        if (!is_feedback(packet) || !receiver->log || compound + at - packet < 12) return 0;
    }
    return 1;
}

/* Take a decrypted compound; 0 when it holds something for Python, which then takes all of it. */
int sw_receiver_hear(sw_receiver *receiver, const uint8_t *compound, int length) {
    if (!is_ours(receiver, compound, length)) return 0;
    for (int at = 0, end, padding; at < length; at = end) {
        end = packet_end(compound, length, at, &padding);
        if (is_feedback(compound + at))
            sw_receiver_match(receiver, compound + at + 12, end - padding - at - 12);
    }
    return 1;
}
