"""The C library and its one outbox. Raises `NativeUnavailable` on import when it was not built or does not fit."""

from __future__ import annotations

from typing import Any

import cffi
from pylibsrtp import _binding

from webapp.media.forwarder.build import NATIVE, library_path
from webapp.media.forwarder.srtp import SrtpHandle


class NativeUnavailable(ImportError):
    """There is no library for these sources on this machine."""


ffi: Any = cffi.FFI()
ffi.cdef((NATIVE / "datapath.h").read_text())
_CIPHERS = ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp")
ffi.cdef("".join(f"int {name}(void *, void *, int *);" for name in _CIPHERS))


def _load() -> Any:
    path = library_path()
    if not path.exists():
        raise NativeUnavailable(f"{path.name} was not built; script/setup builds it where a C compiler is")
    try:
        # The library that pylibsrtp uses, and that made the sessions; it is loaded already.
        srtp = ffi.dlopen(_binding.__file__)
        loaded = ffi.dlopen(str(path))
        loaded.sw_use(*(ffi.addressof(srtp, name) for name in _CIPHERS))
    except (OSError, AttributeError) as error:
        raise NativeUnavailable(str(error)) from error
    return loaded


def owned(pointer: Any, free: Any) -> Any:
    """The new C object, freed when Python has it no more; raises MemoryError when there is none."""
    if pointer == ffi.NULL:
        raise MemoryError
    return ffi.gc(pointer, free)


lib: Any = _load()
outbox: Any = owned(lib.sw_outbox_new(), lib.sw_outbox_free)


def session_pointer(srtp: SrtpHandle) -> Any:
    """The same libsrtp session as a pointer of this library."""
    return ffi.cast("void *", int(_binding.ffi.cast("uintptr_t", srtp)))
