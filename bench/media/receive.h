/* Read by the compiler and by cffi. */
enum { RX_STREAMS = 64, RX_ARRIVALS = 2048, RX_LATENCIES = 4000000, RX_PACKET = 2048 };
typedef struct { uint32_t ssrc, offset; uint16_t highest; uint8_t is_ignored; uint64_t packets; } rx_stream;
typedef struct { uint64_t at_ns; uint16_t sequence; } rx_arrival;
typedef struct {
    int transport_cc, stream_count, arrival_count; /* transport_cc: the extension's id, 0: not negotiated */
    rx_stream streams[RX_STREAMS];
    rx_arrival arrivals[RX_ARRIVALS];
} rx_client;
/* Of what publishers sent in the window: it begins at `from_us` of their clock, and 0 us of `for_us` count nothing. */
typedef struct { uint32_t from_us, for_us, count, values[RX_LATENCIES]; } rx_latencies;
int rx_drain(int descriptor, rx_client *client, rx_latencies *latencies, uint8_t *unknown);
