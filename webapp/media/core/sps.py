"""The size of the picture in an H.264 sequence parameter set (ITU-T H.264 7.3.2.1.1 and 7.4.2.1.1)."""

from __future__ import annotations

from webapp.media.core.bits import Bits, Broken

# profile_idc of the profiles whose parameter sets name the chroma format and may carry scaling lists
WITH_CHROMA = frozenset((100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135))
YUV_420, YUV_444 = 1, 3
MAX_REF_FRAMES_IN_CYCLE = 255
MACROBLOCK = 16


def picture_size(nal: bytes) -> tuple[int, int] | None:
    """Width and height in pixels after cropping; `nal` begins with the NAL unit's header. None when it is broken."""
    bits = Bits(nal[1:].replace(b"\x00\x00\x03", b"\x00\x00"))  # without the emulation prevention of 7.4.1
    try:
        chroma = _chroma(bits)
        bits.ue()  # log2_max_frame_num_minus4
        _skip_picture_order(bits)
        bits.ue()  # max_num_ref_frames
        bits.u(1)  # gaps_in_frame_num_value_allowed_flag
        return _size(bits, chroma)
    except Broken:
        return None


def _chroma(bits: Bits) -> int:
    """The chroma format (ChromaArrayType), behind profile, level, id and before the frame numbers."""
    profile = bits.u(8)
    bits.u(16)  # constraint flags, level_idc
    bits.ue()  # seq_parameter_set_id
    if profile not in WITH_CHROMA:
        return YUV_420
    chroma = bits.ue()
    is_separate = chroma == YUV_444 and bits.u(1)
    bits.ue()  # bit_depth_luma_minus8
    bits.ue()  # bit_depth_chroma_minus8
    bits.u(1)  # qpprime_y_zero_transform_bypass_flag
    if bits.u(1):
        for number in range(12 if chroma == YUV_444 else 8):
            if bits.u(1):
                _skip_scaling_list(bits, 16 if number < 6 else 64)
    return 0 if is_separate else chroma


def _skip_scaling_list(bits: Bits, size: int) -> None:
    last = upcoming = 8
    for _ in range(size):
        if upcoming:
            upcoming = (last + bits.se()) % 256
        last = upcoming or last


def _skip_picture_order(bits: Bits) -> None:
    kind = bits.ue()
    if kind == 0:
        bits.ue()  # log2_max_pic_order_cnt_lsb_minus4
    elif kind == 1:
        bits.u(1)  # delta_pic_order_always_zero_flag
        bits.se()  # offset_for_non_ref_pic
        bits.se()  # offset_for_top_to_bottom_field
        for _ in range(min(bits.ue(), MAX_REF_FRAMES_IN_CYCLE)):
            bits.se()  # offset_for_ref_frame


def _size(bits: Bits, chroma: int) -> tuple[int, int]:
    columns, rows = bits.ue() + 1, bits.ue() + 1
    fields = 2 - bits.u(1)  # 2 when a picture may be one of two interlaced fields
    if fields == 2:
        bits.u(1)  # mb_adaptive_frame_field_flag
    bits.u(1)  # direct_8x8_inference_flag
    left = right = top = bottom = 0
    if bits.u(1):
        left, right, top, bottom = bits.ue(), bits.ue(), bits.ue(), bits.ue()
    unit_x = 2 if chroma in (1, 2) else 1
    unit_y = fields * (2 if chroma == YUV_420 else 1)
    width = MACROBLOCK * columns - unit_x * (left + right)
    height = MACROBLOCK * rows * fields - unit_y * (top + bottom)
    if width <= 0 or height <= 0:
        raise Broken
    return width, height
