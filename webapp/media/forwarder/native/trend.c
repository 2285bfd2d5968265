/* Whether the queue on the way to a viewer grows: what `core.bandwidth.delay.DelayTrend` does, in the same steps. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "datapath.h"

static const double MAX_DISTANCE_S = 64.0, SMOOTHING = 0.9, GAIN = 4.0, OVERUSE_TIME_S = 0.01;
static const double FIRST_THRESHOLD_MS = 12.5, LEAST_THRESHOLD_MS = 6.0, MOST_THRESHOLD_MS = 600.0;
static const double GAIN_UP = 0.0087, GAIN_DOWN = 0.039, FAR_BEYOND_MS = 15.0, LEAST_QUEUE_MS = 25.0;
static const double BASE_S = 10.0, MAX_SILENCE_S = 3.0;
enum { MAX_DELTAS = 60 };

/* ---- the line */

/* Count from here, and begin the sums anew: rounding must not add up for hours. */
static void move_origin(sw_line *line, double x) {
    double moved = x - line->origin;
    line->origin = x;
    line->x = line->y = line->xx = line->xy = 0;
    for (uint32_t i = 0; i < line->count; i++) {
        sw_point *p = &line->points[i];
        p->x -= moved;
        line->x += p->x, line->y += p->y, line->xx += p->x * p->x, line->xy += p->x * p->y;
    }
}

static void count_point(sw_line *line, const sw_point *p, double sign) {
    line->x += sign * p->x, line->y += sign * p->y, line->xx += sign * (p->x * p->x), line->xy += sign * (p->x * p->y);
}

/* Take a point; whether there are enough for a slope. x grows. */
static int add_point(sw_line *line, double x, double y) {
    if (!line->count || x - line->origin > MAX_DISTANCE_S) move_origin(line, x);
    sw_point added = {x - line->origin, y};
    count_point(line, &added, 1);
    if (line->count < SW_WINDOW) {
        line->points[line->count++] = added;
        return line->count == SW_WINDOW;
    }
    count_point(line, &line->points[line->oldest], -1);
    line->points[line->oldest] = added, line->oldest = (line->oldest + 1) % SW_WINDOW;
    return 1;
}

static double slope_of(const sw_line *line) {
    double spread = SW_WINDOW * line->xx - line->x * line->x;
    return spread > 0 ? (SW_WINDOW * line->xy - line->x * line->y) / spread : 0;
}

/* ---- the trend */

void sw_trend_begin(sw_trend *trend) {
    memset(trend, 0, sizeof *trend);
    trend->usage = SW_NORMAL, trend->threshold_ms = FIRST_THRESHOLD_MS;
}

/* After a silence, or at the first group: usage and threshold stay. */
static void begin_anew(sw_trend *trend, double arrival_s) {
    int usage = trend->usage;
    double threshold_ms = trend->threshold_ms;
    sw_trend_begin(trend);
    trend->usage = usage, trend->threshold_ms = threshold_ms, trend->base_since_s = arrival_s, trend->has_begun = 1;
}

double sw_trend_queue_ms(const sw_trend *trend) {
    uint32_t count = trend->delay_count < SW_STANDING ? trend->delay_count : SW_STANDING;
    double least_ms = count ? trend->recent_ms[0] : trend->base_ms;
    for (uint32_t i = 1; i < count; i++)
        if (trend->recent_ms[i] < least_ms) least_ms = trend->recent_ms[i];
    return least_ms - trend->base_ms;
}

static void note_base(sw_trend *trend, double delay_ms, double arrival_s) {
    if (arrival_s - trend->base_since_s > BASE_S)
        trend->base_ms = trend->next_base_ms, trend->next_base_ms = delay_ms, trend->base_since_s = arrival_s;
    if (delay_ms < trend->next_base_ms) {
        trend->next_base_ms = delay_ms;
        if (delay_ms < trend->base_ms) trend->base_ms = delay_ms;
    }
}

static void detect(sw_trend *trend, double trend_ms, double apart_s) {
    if (trend_ms > trend->threshold_ms) {
        trend->over_s += apart_s, trend->over_count++;
        int is_lasting = trend->over_s > OVERUSE_TIME_S && trend->over_count > 1 && trend_ms >= trend->last_trend_ms;
        if (is_lasting && sw_trend_queue_ms(trend) > LEAST_QUEUE_MS)
            trend->over_s = 0, trend->over_count = 0, trend->usage = SW_OVER;
    } else {
        trend->over_s = 0, trend->over_count = 0;
        trend->usage = trend_ms < -trend->threshold_ms ? SW_UNDER : SW_NORMAL;
    }
    trend->last_trend_ms = trend_ms;
}

/* Follow the trend slowly, so that a link that always jitters is not always called overused. */
static void adapt(sw_trend *trend, double trend_ms, double apart_s) {
    double excess_ms = fabs(trend_ms) - trend->threshold_ms, apart_ms = 1000 * apart_s < 100 ? 1000 * apart_s : 100;
    if (excess_ms > FAR_BEYOND_MS) return;
    double moved = trend->threshold_ms + (excess_ms < 0 ? GAIN_DOWN : GAIN_UP) * excess_ms * apart_ms;
    moved = moved < LEAST_THRESHOLD_MS ? LEAST_THRESHOLD_MS : moved;
    trend->threshold_ms = moved > MOST_THRESHOLD_MS ? MOST_THRESHOLD_MS : moved;
}

static void compare(sw_trend *trend, const sw_group *group) {
    double apart_s = group->sent_s - trend->last.sent_s;
    double delay_ms = trend->delay_ms += 1000 * (group->arrival_s - trend->last.arrival_s - apart_s);
    trend->smoothed_ms = SMOOTHING * trend->smoothed_ms + (1 - SMOOTHING) * delay_ms;
    trend->recent_ms[trend->delay_count++ % SW_STANDING] = delay_ms;
    if (delay_ms < trend->next_base_ms || group->arrival_s - trend->base_since_s > BASE_S)
        note_base(trend, delay_ms, group->arrival_s);
    if (!add_point(&trend->line, group->arrival_s, trend->smoothed_ms)) return;
    double deltas = trend->delay_count < MAX_DELTAS ? trend->delay_count : MAX_DELTAS;
    double trend_ms = slope_of(&trend->line) / 1000 * deltas * GAIN;
    detect(trend, trend_ms, apart_s);
    adapt(trend, trend_ms, apart_s);
}

/* Take groups in the order of sending; the two clocks may start anywhere. */
void sw_trend_take(sw_trend *trend, const sw_group *groups, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        int is_known = trend->has_begun && fabs(groups[i].arrival_s - trend->last.arrival_s) <= MAX_SILENCE_S;
        if (is_known) compare(trend, &groups[i]);
        else begin_anew(trend, groups[i].arrival_s);
        trend->last = groups[i];
    }
}
