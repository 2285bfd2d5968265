/* Waiting for all of the process's descriptors, and forwarding meanwhile: Python is woken for what is its own. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/epoll.h>
#include <time.h>

#include "datapath.h"

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether Python must hear of the event: not of a socket of ours that has been read without a trace. */
static int is_for_python(sw_waiter *waiter, int descriptor) {
    for (int i = 0; i < waiter->reading_count; i++) {
        sw_reading *reading = &waiter->readings[i];
        if (reading->descriptor != descriptor) continue;
        return reading->datagram->kind != SW_IDLE || sw_pump(reading->inbox, waiter->outbox, reading->datagram);
    }
    return 1;
}

static int sort(sw_waiter *waiter, const struct epoll_event *found, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (is_for_python(waiter, found[i].data.fd))
            waiter->events[kept++] = (sw_event){found[i].data.fd, found[i].events};
    return kept;
}

/* The number of events for Python, 0 after the timeout or a signal; -1 waits for ever. */
int sw_wait(sw_waiter *waiter, int epoll, int timeout_ms) {
    struct epoll_event found[SW_EVENTS];
    int64_t until_ms = now_ms() + timeout_ms;
    for (;;) {
        int count = epoll_wait(epoll, found, SW_EVENTS, timeout_ms), kept = sort(waiter, found, count);
        if (kept || count <= 0) return kept;
        if (timeout_ms < 0) continue;
        int64_t left_ms = until_ms - now_ms();
        if (left_ms <= 0) return 0;
        timeout_ms = (int)left_ms;
    }
}

int sw_waiter_read(sw_waiter *waiter, int descriptor, sw_inbox *inbox, sw_datagram *datagram) {
    sw_waiter_leave(waiter, descriptor);
    if (waiter->reading_count == SW_READINGS) return -1;
    waiter->readings[waiter->reading_count++] = (sw_reading){descriptor, inbox, datagram};
    return 0;
}

void sw_waiter_leave(sw_waiter *waiter, int descriptor) {
    for (int i = 0; i < waiter->reading_count; i++)
        if (waiter->readings[i].descriptor == descriptor) {
            waiter->readings[i] = waiter->readings[--waiter->reading_count];
            return;
        }
}
