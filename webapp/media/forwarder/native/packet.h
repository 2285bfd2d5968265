/* Reading and patching one RTP packet in place; every access is checked against its length. */

#include <stdint.h>
#include <string.h>

enum { HEADER_LENGTH = 12, EXT_AUDIO_LEVEL = 1, EXT_ABS_SEND_TIME = 2, EXT_TRANSPORT_CC = 3 };

static inline uint16_t read16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }
static inline uint32_t read32(const uint8_t *p) { return (uint32_t)read16(p) << 16 | read16(p + 2); }
static inline void write16(uint8_t *p, uint16_t v) { p[0] = (uint8_t)(v >> 8), p[1] = (uint8_t)v; }
static inline void write32(uint8_t *p, uint32_t v) { write16(p, (uint16_t)(v >> 16)), write16(p + 2, (uint16_t)v); }

static inline int seq_distance(uint16_t newer, uint16_t older) { return (int16_t)(newer - older); }

/* Where the elements lie that matter here; 0 is absent (no element can lie there). */
typedef struct { int audio_level, abs_send_time, transport_cc; } extensions;

/* Where the payload begins, or -1 (RFC 3550 5.1). */
static inline int payload_offset(const uint8_t *packet, int length) {
    int at = HEADER_LENGTH + 4 * (packet[0] & 0x0F);
    if (packet[0] & 0x10) {
        if (at + 4 > length) return -1;
        at += 4 + 4 * read16(packet + at + 2);
    }
    return at > length ? -1 : at;
}

static inline void note_element(extensions *found, int id, int at, int size) {
    if (id == EXT_AUDIO_LEVEL && size >= 1) found->audio_level = at;
    if (id == EXT_ABS_SEND_TIME && size == 3) found->abs_send_time = at;
    if (id == EXT_TRANSPORT_CC && size >= 2) found->transport_cc = at;
}

/* Walk the header extensions (RFC 8285 4.2, 4.3); -1 when an element is longer than its block.
 * With `blanked`, elements of those ids become padding (`packet` is then written to). */
static inline int walk_extensions(uint8_t *packet, int length, uint32_t blanked, extensions *found) {
    memset(found, 0, sizeof *found);
    if (!(packet[0] & 0x10)) return 0;
    int end = payload_offset(packet, length), at = HEADER_LENGTH + 4 * (packet[0] & 0x0F);
    if (end < 0) return -1;
    int profile = read16(packet + at), is_one_byte = profile == 0xBEDE;
    if (!is_one_byte && (profile & 0xFFF0) != 0x1000) return 0;
    at += 4;
    while (at < end) {
        if (!packet[at]) { at++; continue; }
        int overhead = is_one_byte ? 1 : 2, id = is_one_byte ? packet[at] >> 4 : packet[at];
        if (is_one_byte && id == 15) return 0; /* reserved: stop reading here */
        if (at + overhead > end) return -1;
        int size = is_one_byte ? (packet[at] & 0x0F) + 1 : packet[at + 1];
        if (at + overhead + size > end) return -1;
        note_element(found, id, at + overhead, size);
        if (id < 32 && blanked >> id & 1) memset(packet + at, 0, (size_t)(overhead + size));
        at += overhead + size;
    }
    return 0;
}

/* Move the PictureID and TL0PICIDX of a VP8 payload descriptor on (RFC 7741 4.2). */
static inline void move_pictures(uint8_t *packet, int length, uint16_t picture_offset, uint8_t tl0_offset) {
    int at = payload_offset(packet, length);
    if (at < 0 || at + 1 >= length || !(packet[at] & 0x80)) return;
    int present = packet[at + 1], is_long;
    at += 2;
    if (present & 0x80) {
        if (at >= length) return;
        is_long = packet[at] & 0x80;
        if (at + (is_long ? 2 : 1) + (present & 0x40 ? 1 : 0) > length) return;
        if (is_long) write16(packet + at, (uint16_t)(0x8000 | ((read16(packet + at) + picture_offset) & 0x7FFF)));
        else packet[at] = (packet[at] + picture_offset) & 0x7F;
        at += is_long ? 2 : 1;
    }
    if (present & 0x40 && at < length) packet[at] = (uint8_t)(packet[at] + tl0_offset);
}

/* Whether the P bit behind a VP8 payload descriptor, which may be one to six bytes long, is set. */
static inline int is_vp8_delta(const uint8_t *packet, int at, int length) {
    int present = packet[at] & 0x80 && at + 1 < length ? packet[at + 1] : 0;
    at += packet[at] & 0x80 ? 2 : 1;
    if (present & 0x80) at += at < length && packet[at] & 0x80 ? 2 : 1;
    at += (present & 0x40 ? 1 : 0) + (present & 0x30 ? 1 : 0);
    return at >= length || packet[at] & 0x01;
}

static inline int is_key_nal(int kind) { return kind == 5 || kind == 7; } /* IDR, SPS */

/* Whether the packet may be the first of a key frame; never 0 for one that is (RFC 7741 4.3, RFC 6184 5.2). */
static inline int may_start_keyframe(int codec, const uint8_t *packet, int length) {
    int at = payload_offset(packet, length), kind;
    if (at < 0 || at >= length || codec == SW_OTHER_CODEC) return 0;
    if (codec == SW_VP8) return (packet[at] & 0x17) == 0x10 && !is_vp8_delta(packet, at, length);
    kind = packet[at] & 0x1F;
    if (kind == 28) return at + 1 < length && packet[at + 1] & 0x80 && is_key_nal(packet[at + 1] & 0x1F);
    return kind == 24 || is_key_nal(kind);
}
