/* Python programs on another day: the wall clock, CHORUS_CLOCK_SECONDS later.

   Preloaded (LD_PRELOAD). The monotonic clock stays, so that waits last as long as
   always; so does the time of what Python starts: a browser, wkhtmltopdf, psql. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static int (*real_clock)(clockid_t, struct timespec *);
static time_t later;

static void prepare(void)
{
    const char *seconds = getenv("CHORUS_CLOCK_SECONDS");

    if (seconds && !strncmp(program_invocation_short_name, "python", 6))
        later = (time_t)strtoll(seconds, NULL, 10);
    real_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int code;

    if (!real_clock)
        prepare();
    code = real_clock(clock, now);
    if (!code && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += later;
    return code;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now)
{
    struct timespec exact;

    clock_gettime(CLOCK_REALTIME, &exact);
    if (now)
        *now = exact.tv_sec;
    return exact.tv_sec;
}
