/*
 * Gives back the pages of a daemon that nothing needs while nobody calls. A JVM maps its own code and its archive of
 * classes; the kernel maps 64 KB around each page that is touched, and of what a start has touched half is never looked
 * at again. Those pages stay in the system's cache: what is needed after all comes back without a disk.
 *
 * The Java class IdlePages loads it into the JVM; it needs no more of that than to be loaded.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum {
    LOOK_SECONDS = 10,
    QUIET_MILLIS = 50,  /* as much work in that time is that of nobody */
    WORTH_PAGES = 1024,  /* for less than these that have come back it is not done again */
    STACK_BYTES = 64 * 1024,
};

static long long cpu_millis(void)
{
    struct timespec used;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) < 0)
        return 0;
    return used.tv_sec * 1000LL + used.tv_nsec / 1000000;
}

/* A mapping as /proc/self/smaps tells it: a line with its range, and then lines with its figures. */
struct mapping {
    unsigned long start;
    unsigned long end;
    bool of_jvm;  /* its code or its archive, which cannot be written */
    bool all_from_file;  /* no page in memory is its own */
};

static bool ends(const char *text, size_t length, const char *end)
{
    size_t wanted = strlen(end);

    return length >= wanted && memcmp(text + length - wanted, end, wanted) == 0;
}

/*
 * Whether a path names what stays mapped for as long as the process lives. Nothing else may be given back: in the place of
 * a jar that is closed, say, the heap of a thread could lie before the kernel is told.
 */
static bool stays(const char *path)
{
    size_t length = strcspn(path, "\n");

    return path[0] == '/' && (ends(path, length, ".so") || ends(path, length, "/lib/modules") ||
                              ends(path, length, ".jsa") || ends(path, length, ".aot"));
}

/*
 * What is mapped from a file and was never written can be had again from there. A mapping with as much as one page of its
 * own is left alone: a JVM that could not put its archive where it belongs has written into it, and the linker into what
 * cannot be written afterwards. Such a page may be swapped out, and counts there then. Where a kernel says nothing of
 * that, nothing is given back.
 */
static void give_back(void)
{
    char line[512];
    struct mapping at = {0};
    unsigned long kilobytes;
    char mode[5];
    int path;
    FILE *maps = fopen("/proc/self/smaps", "re");

    if (maps == NULL)
        return;
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long start;
        unsigned long end;
        path = 0;
        if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %n", &start, &end, mode, &path) >= 3) {
            at = (struct mapping){start, end, path > 0 && mode[1] == '-' && stays(line + path), false};
        } else if (at.of_jvm && sscanf(line, "Anonymous: %lu", &kilobytes) == 1) {
            at.all_from_file = kilobytes == 0;
        } else if (at.of_jvm && sscanf(line, "Swap: %lu", &kilobytes) == 1) {
            if (at.all_from_file && kilobytes == 0)
                (void)madvise((void *)at.start, at.end - at.start, MADV_DONTNEED);
            at.of_jvm = false;
        }
    }
    fclose(maps);
}

/* How many pages the process has in memory. */
static long resident(void)
{
    long pages = 0;
    FILE *sizes = fopen("/proc/self/statm", "re");

    if (sizes != NULL) {
        if (fscanf(sizes, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose(sizes);
    }
    return pages;
}

static void *look(void *nothing)
{
    long long last = 0;
    long least = 0;  /* what it needs while nobody calls, once it is known */
    bool given = false;
    const struct timespec pause = {.tv_sec = LOOK_SECONDS};

    (void)nothing;
    for (;;) {
        nanosleep(&pause, NULL);
        long long now = cpu_millis();
        bool quiet = now - last < QUIET_MILLIS;
        long pages = resident();
        if (quiet && given)
            least = pages;
        given = quiet && pages - least >= WORTH_PAGES;
        if (given)
            give_back();
        last = cpu_millis();
    }
    return NULL;
}

/* A thread that does not know of the JVM must not be the one that is interrupted by a signal for it. */
static void begin(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all;
    sigset_t before;

    if (pthread_attr_init(&attributes) != 0)
        return;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    /* without it the daemon is only larger */
    if (pthread_create(&thread, &attributes, look, NULL) == 0)
        pthread_setname_np(thread, "mcpmux-idle");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

/* Called by the JVM when it has loaded this. Its headers are not needed for two pointers and a number. */
int JNI_OnLoad(void *jvm, void *reserved);

__attribute__((visibility("default"))) int JNI_OnLoad(void *jvm, void *reserved)
{
    static const int version = 0x00010006;

    (void)jvm;
    (void)reserved;
    begin();
    return version;
}
