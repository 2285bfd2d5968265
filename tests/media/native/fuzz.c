/* Feeds broken packets and a random life of streams, subscribers and routes to the native packet path.
 *
 * Built with -fsanitize=address,undefined by test_native_fuzz.py: whatever reads or writes where it must not ends
 * the program. Packets are handed over in blocks of exactly their size, and through a real socket.
 * Usage: fuzz <seed> <rounds>
 */
#include "../../../webapp/media/forwarder/native/datapath.c"

#include <stdio.h>

enum { STREAMS = 6, OUTS = 8, RECEIVERS = 3, MOST = 1700, TAG = 16 };

static uint32_t state;
static uint32_t chance(uint32_t below) { /* xorshift32 */
    state ^= state << 13, state ^= state >> 17, state ^= state << 5;
    return state % below;
}

/* Ciphers that touch what libsrtp touches: a tag behind the packet. */
static int fake_protect(void *session, void *packet, int *length) {
    (void)session;
    memset((uint8_t *)packet + *length, 0xAA, TAG), *length += TAG;
    return chance(50) == 0;
}
static int fake_unprotect(void *session, void *packet, int *length) {
    (void)session, (void)packet;
    *length = *length > TAG ? *length - TAG : 0;
    return chance(50) == 0;
}

static const uint8_t one_byte[] = {0xBE, 0xDE, 0, 3, 0x40, '0', 0x22, 1, 2, 3, 0x31, 4, 5, 0x10, 0x8F, 0};
static const uint8_t two_byte[] = {0x10, 0, 0, 2, 4, 1, '0', 3, 2, 9, 9, 0};
static const uint8_t payloads[][8] = {
    {0x90, 0xE0, 0x91, 0x22, 5, 0x20, 0, 1}, {0x90, 0x80, 0x11, 1}, {0x10, 0}, {0x90, 0x80}, {0x78, 0, 2, 0x67, 0x42},
    {0x7C, 0x85}, {0x65}, {0xFC, 1},
};

/* A packet that is nearly right; returns its length. */
static int make_packet(uint8_t *p) {
    static uint16_t sequence;
    int length = HEADER_LENGTH, kind = (int)chance(3);
    sequence = (uint16_t)(sequence + (chance(20) ? 1 : chance(4000)) - (chance(30) ? 0 : 5));
    memset(p, 0, HEADER_LENGTH);
    p[0] = (uint8_t)(0x80 | (kind ? 0x10 : 0) | (chance(10) ? 0 : chance(16))), p[1] = (uint8_t)(chance(2) << 7 | 96);
    write16(p + 2, sequence), write32(p + 8, 1 + chance(STREAMS + 1));
    if (kind == 1) memcpy(p + length, one_byte, sizeof one_byte), length += (int)sizeof one_byte;
    if (kind == 2) memcpy(p + length, two_byte, sizeof two_byte), length += (int)sizeof two_byte;
    memcpy(p + length, payloads[chance(8)], 8), length += 8;
    int filler = (int)chance(4) ? 1100 : (int)chance(1600 - 60);
    memset(p + length, 0x5A, (size_t)filler), length += filler;
    for (uint32_t i = chance(4); i--;) p[chance((uint32_t)(length < 60 ? length : 60))] = (uint8_t)chance(256);
    return chance(8) ? length : (int)chance((uint32_t)length);
}

/* RTCP that is nearly right: feedback among reports; returns its length. */
static int make_reports(uint8_t *p) {
    int length = 0;
    for (uint32_t n = 1 + chance(3); n--;) {
        int words = 2 + (int)chance(30), kinds[] = {201, 202, 205, 205, 206, 200};
        uint8_t *packet = p + length;
        for (int i = 0; i < 4 + 4 * words; i++) packet[i] = (uint8_t)(chance(4) ? chance(256) : 0);
        packet[0] = chance(20) ? 0x8F : (uint8_t)chance(256), packet[1] = (uint8_t)kinds[chance(6)];
        write16(packet + 2, (uint16_t)(chance(20) ? words : (int)chance(100)));
        if (words > 4) write16(packet + 14, (uint16_t)(chance(3) ? chance(100) : chance(65536)));
        length += 4 + 4 * words;
    }
    return length;
}

static sw_stream *streams[STREAMS];
static sw_out *outs[OUTS];
static sw_log *logs[OUTS];
static sw_receiver *receivers[RECEIVERS];
static int fed_by[OUTS]; /* index of the stream, -1: none */

static void new_stream(int i) {
    streams[i] = sw_stream_new((int)chance(3), chance(8) ? 96 : 98, 63, chance(2) ? 90000 : 48000, 1u << 4 | 1u << 10 | 1u << 11);
}

/* What Python does before it lets a stream go: nothing may point to it any more. */
static void replace_stream(int i) {
    for (int r = 0; r < RECEIVERS; r++) sw_receiver_unbind(receivers[r], (uint32_t)i + 1);
    for (int o = 0; o < OUTS; o++)
        if (fed_by[o] == i) sw_stream_remove(streams[i], outs[o]), fed_by[o] = -1;
    sw_stream_free(streams[i]);
    new_stream(i);
}

static void feed(int o, int i) {
    if (fed_by[o] >= 0) sw_stream_remove(streams[fed_by[o]], outs[o]);
    fed_by[o] = -1;
    if (i >= 0 && !sw_stream_add(streams[i], outs[o])) fed_by[o] = i;
}

static void new_out(int o, int descriptor) {
    outs[o] = calloc(1, sizeof *outs[o]), fed_by[o] = -1;
    outs[o]->descriptor = descriptor, outs[o]->log = chance(4) ? logs[o % 3] : NULL, outs[o]->ssrc = 100u + (uint32_t)o;
    sw_out_aim(outs[o], "127.0.0.1", 9);
}

static void replace_out(int o, int descriptor) {
    feed(o, -1);
    for (int r = 0; r < RECEIVERS; r++)
        if (receivers[r]->back == outs[o]) receivers[r]->back = NULL;
    free(outs[o]);
    new_out(o, descriptor);
}

static void change_something(sw_inbox *inbox, int port) {
    int i = (int)chance(STREAMS), o = (int)chance(OUTS), r = (int)chance(RECEIVERS);
    const char *hosts[] = {"127.0.0.1", "::1", "fe80::1%2", "nonsense%", ""};
    switch (chance(12)) {
    case 0: replace_stream(i); break;
    case 1: feed(o, chance(5) ? i : -1); break;
    case 2: sw_receiver_bind(receivers[r], (uint32_t)i + 1, streams[i]); break;
    case 3: sw_receiver_unbind(receivers[r], chance(STREAMS + 2)); break;
    case 4: sw_inbox_route(inbox, hosts[chance(5)], chance(2) ? port : (int)chance(65536), chance(4) ? receivers[r] : NULL); break;
    case 5: outs[o]->rewrites_pictures = (uint8_t)chance(2), outs[o]->picture_offset = (uint16_t)chance(65536); break;
    case 6: sw_out_aim(outs[o], hosts[chance(5)], chance(2) ? port : 9); break;
    case 8: replace_out(o, inbox->descriptor); break;
    case 7: streams[i]->is_open = (uint8_t)chance(2), streams[i]->is_watched = chance(4) == 0; break;
    case 10: receivers[r]->back = chance(3) ? outs[o] : NULL, receivers[r]->told_s = 0; break;
    case 9: receivers[r]->log = chance(3) ? logs[o] : NULL, sw_receiver_forget(receivers[r]); break;
    default: outs[o]->descriptor = chance(3) ? inbox->descriptor : -1; receivers[r]->arrival_count = 0;
    }
}

/* The way through Python: a block of exactly the packet's size. */
static void take_directly(sw_outbox *outbox, const uint8_t *packet, int length) {
    sw_stream *stream = streams[chance(STREAMS)];
    sw_verdict verdict;
    const uint8_t *found;
    uint8_t *block = malloc((size_t)length + !length);
    memcpy(block, packet, (size_t)length);
    if (!sw_stream_take(stream, block, length, chance(1000), &verdict) && verdict.fate == SW_TAKEN) {
        sw_stream_keep(stream, block, length, 1.0);
        sw_stream_fan_out(stream, outbox, block, length, 1.0);
        if (sw_stream_find(stream, read16(block + 2), &found) != length || memcmp(found, block, (size_t)length)) abort();
    }
    if (length >= HEADER_LENGTH) {
        may_start_keyframe((int)chance(3), block, length);
        move_pictures(block, length, (uint16_t)chance(65536), (uint8_t)chance(256));
    }
    free(block);
}

/* Feedback to a publisher must fit the room it has, and be well-formed. */
static void tell(sw_receiver *receiver) {
    uint8_t *room = malloc(SW_FEEDBACK);
    for (uint32_t n = chance(40); n--;)
        sw_receiver_note(receiver, chance(20) ? (unsigned)receiver->told + chance(500) : chance(65536), chance(1000) / 7.0);
    int length = sw_receiver_feedback(receiver, 1, 2, room), at = 0;
    while (at < length) at += 4 + 4 * read16(room + at + 2);
    if (at != length || receiver->arrival_count) abort();
    free(room);
}

/* Groups of packets, some with times that no clock has. */
static void follow(sw_trend *trend) {
    sw_group groups[4];
    for (int i = 0; i < 4; i++) {
        double step_s = chance(20) ? (double)chance(1000) / 1e4 : 1e300 * ((double)chance(3) - 1);
        groups[i] = (sw_group){trend->last.sent_s + step_s, trend->last.arrival_s + (double)chance(1100) / 1e4};
    }
    sw_trend_take(trend, groups, chance(5));
    sw_trend_queue_ms(trend);
    if (chance(500) == 0) sw_trend_begin(trend);
}

/* What was decrypted, in a block of exactly its size. */
static void hear(sw_receiver *receiver, const uint8_t *compound, int length) {
    uint8_t *block = malloc((size_t)length + !length);
    memcpy(block, compound, (size_t)length);
    sw_receiver_hear(receiver, block, length);
    sw_receiver_match(receiver, block, length);
    free(block);
}

static int port_of(int descriptor) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    getsockname(descriptor, (struct sockaddr *)&address, &size);
    return ntohs(address.sin_port);
}

static int loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address)) exit(2);
    return descriptor;
}

int main(int count, char **words) {
    int page = loopback(), ours = loopback(), rounds = count > 2 ? atoi(words[2]) : 1000;
    unsigned long handled[5] = {0};
    struct sockaddr_storage to;
    uint8_t packet[MOST + TAG];
    sw_sent sent[8];
    sw_trend trend;
    sw_trend_begin(&trend);
    state = count > 1 ? (uint32_t)atoi(words[1]) * 2654435761u + 1 : 1;
    sw_use(fake_protect, fake_unprotect, fake_protect, fake_unprotect);
    sw_inbox *inbox = sw_inbox_new(ours);
    sw_outbox *outbox = sw_outbox_new();
    for (int i = 0; i < STREAMS; i++) new_stream(i);
    for (int o = 0; o < OUTS; o++) {
        logs[o] = calloc(1, sizeof *logs[o]), new_out(o, ours), feed(o, o % STREAMS);
    }
    for (int r = 0; r < RECEIVERS; r++) receivers[r] = calloc(1, sizeof *receivers[r]);
    socklen_t size = resolve("127.0.0.1", port_of(ours), &to);
    sw_inbox_route(inbox, "127.0.0.1", port_of(page), receivers[0]);
    for (int i = 0; i < STREAMS; i++) sw_receiver_bind(receivers[0], (uint32_t)i + 1, streams[i]);
    for (int round = 0; round < rounds; round++) {
        sw_datagram datagram;
        for (uint32_t n = chance(12); n--;) {
            int is_report = chance(5) == 0, length = is_report ? make_reports(packet) : make_packet(packet);
            if (is_report && chance(2)) hear(receivers[chance(RECEIVERS)], packet, length);
            else if (chance(4) == 0) take_directly(outbox, packet, length);
            else sendto(page, packet, (size_t)(length + (chance(20) ? TAG : 0)), 0, (struct sockaddr *)&to, size);
        }
        while (sw_pump(inbox, outbox, &datagram)) {
            handled[datagram.kind]++;
            if (datagram.kind == SW_SEEN) sw_stream_find(streams[0], chance(65536), &datagram.data);
            if (chance(3) == 0) change_something(inbox, port_of(page));
        }
        if (chance(4) == 0) change_something(inbox, port_of(page));
        if (round % 500 == 0) feed((int)chance(OUTS), (int)chance(STREAMS));
        if (chance(10) == 0) tell(receivers[chance(RECEIVERS)]);
        if (chance(10) == 0) sw_receiver_tell(receivers[chance(RECEIVERS)], (double)round / 20);
        sw_log_find(logs[chance(OUTS)], chance(65536), 8, sent);
        follow(&trend);
    }
    for (int o = 0; o < OUTS; o++) feed(o, -1), free(outs[o]), free(logs[o]);
    for (int i = 0; i < STREAMS; i++) sw_stream_free(streams[i]);
    for (int r = 0; r < RECEIVERS; r++) free(receivers[r]);
    sw_inbox_free(inbox), sw_outbox_free(outbox);
    printf("others %lu, reports %lu, unbound %lu, seen %lu\n", handled[SW_OTHER], handled[SW_REPORTS],
           handled[SW_UNBOUND], handled[SW_SEEN]);
    return handled[SW_OTHER] && handled[SW_REPORTS] && handled[SW_UNBOUND] && handled[SW_SEEN] ? 0 : 3;
}
