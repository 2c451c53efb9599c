/*
 * A disk that remembers. Preloaded into `openweave serve`, it writes every change below one folder into a journal, in the
 * order in which they were made, with their bytes: from that, disk.rs works out what a power cut could have left.
 * It also fails when it is told to. Nothing is really synced: what is kept here lives no longer than the test.
 *
 * OPENWEAVE_DISK_ROOT     the folder, as the system names it. Shared memory (-shm) and logs/ in it are no matter of durability.
 * OPENWEAVE_DISK_JOURNAL  the journal; each record is one append, so that others can write their own in between.
 * OPENWEAVE_DISK_FAULT    four numbers of 32 bits (see `struct fault`), shared with the test, which may change them at any time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Known to journal.rs by the same numbers. */
enum kind { STARTED = 1, OPENED, CLOSED, WRITTEN, CUT, SYNCED, RENAMED, UNLINKED, MADE_DIR };
enum flag { CREATED = 1, EMPTIED = 2, FAILED = 4 };

/* Known to disk.rs by the same numbers. */
enum failing { NOTHING, SYNC_EIO, WRITE_EIO, WRITE_ENOSPC, WRITE_TORN, WRITE_SHORT, DIES, DIES_AT_SYNC };

struct record {
    uint32_t kind, flags;
    uint32_t process;
    int32_t fd;
    uint64_t at;
    uint32_t path_bytes, data_bytes;
};

struct fault {
    int32_t kind;     /* enum failing */
    int32_t in;       /* how many such calls from now; 1 is the next. For DIES: changes of any kind */
    int32_t times;    /* how many calls fail then, one after the other */
    int32_t happened; /* how many have */
};

#define FILES_MAX 65536
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static unsigned char watched[FILES_MAX];
static const char *root;
static size_t root_bytes;
static int journal = -1;
static volatile struct fault *fault;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

/* Between two changes and under the lock: what the journal says is all that was done. */
static void die(void)
{
    fault->happened++;
    fault->kind = NOTHING;
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void record(enum kind kind, uint32_t flags, int fd, uint64_t at, const char *path, const void *data, size_t bytes)
{
    struct record head = { kind, flags, (uint32_t)getpid(), fd, at, (uint32_t)strlen(path), (uint32_t)bytes };
    struct iovec parts[] = { { &head, sizeof head }, { (void *)path, head.path_bytes }, { (void *)data, bytes } };
    ssize_t whole = (ssize_t)(sizeof head + head.path_bytes + bytes);
    if (REAL(writev)(journal, parts, 3) != whole) abort();
    if (fault && fault->kind == DIES && --fault->in < 1) die();
}

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("OPENWEAVE_DISK_JOURNAL"), *told = getenv("OPENWEAVE_DISK_FAULT");
    root = getenv("OPENWEAVE_DISK_ROOT");
    if (!path || !root) return;
    root_bytes = strlen(root);
    journal = REAL(open)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (journal < 0) abort();
    if (told) {
        int file = REAL(open)(told, O_RDWR | O_CLOEXEC);
        void *shared = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *fault, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (shared == MAP_FAILED) abort();
        fault = shared;
    }
    record(STARTED, 0, -1, 0, "", "", 0);
}

static int ends_in(const char *path, const char *end)
{
    size_t all = strlen(path), last = strlen(end);
    return all >= last && strcmp(path + all - last, end) == 0;
}

/* The path below the root; NULL when it is elsewhere or does not matter. */
static const char *below(const char *path)
{
    if (journal < 0 || strncmp(path, root, root_bytes) != 0) return NULL;
    const char *rest = path + root_bytes;
    if (*rest == 0) return rest;
    if (*rest++ != '/') return NULL;
    if (ends_in(rest, "-shm") || ends_in(rest, "/logs") || strstr(rest, "/logs/")) return NULL;
    return rest;
}

/* `path` as seen from `folder`, whole. */
static const char *whole(int folder, const char *path, char *into)
{
    char link[64];
    if (*path == '/') return path;
    if (folder == AT_FDCWD) {
        if (!getcwd(into, PATH_MAX)) return path;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, into, PATH_MAX - 1);
        if (length < 0) return path;
        into[length] = 0;
    }
    size_t length = strlen(into);
    snprintf(into + length, PATH_MAX - length, "/%s", path);
    return into;
}

static int watches(int fd)
{
    return fd >= 0 && fd < FILES_MAX && watched[fd];
}

/* Whether this call is to fail. */
static int fails(int is_sync)
{
    if (!fault || fault->kind == NOTHING || fault->kind >= DIES || (fault->kind == SYNC_EIO) != is_sync) return NOTHING;
    if (fault->in > 1) {
        fault->in--;
        return NOTHING;
    }
    int kind = fault->kind;
    fault->happened++;
    if (--fault->times == 0) fault->kind = NOTHING;
    return kind;
}

static int opened(const char *named, int folder, int flags, mode_t mode)
{
    char space[PATH_MAX];
    int saved;
    const char *path = below(whole(folder, named, space));
    if (!path || (flags & O_DIRECTORY)) return REAL(openat)(folder, named, flags, mode);
    pthread_mutex_lock(&order);
    int made = (flags & O_CREAT) && faccessat(folder, named, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
    int fd = REAL(openat)(folder, named, flags, mode);
    saved = errno;
    if (fd >= 0 && fd < FILES_MAX) {
        watched[fd] = 1;
        record(OPENED, (made ? CREATED : 0) | (flags & O_TRUNC ? EMPTIED : 0), fd, 0, path, "", 0);
    }
    pthread_mutex_unlock(&order);
    errno = saved;
    return fd;
}

#define MODE(flags, last)                                     \
    mode_t mode = 0;                                          \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                  \
        va_list more;                                         \
        va_start(more, last);                                 \
        mode = va_arg(more, mode_t);                          \
        va_end(more);                                         \
    }

int open(const char *path, int flags, ...)
{
    MODE(flags, flags)
    return opened(path, AT_FDCWD, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE(flags, flags)
    return opened(path, AT_FDCWD, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE(flags, flags)
    return opened(path, folder, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE(flags, flags)
    return opened(path, folder, flags, mode);
}

int close(int fd)
{
    if (!watches(fd)) return REAL(close)(fd);
    pthread_mutex_lock(&order);
    watched[fd] = 0;
    record(CLOSED, 0, fd, 0, "", "", 0);
    int done = REAL(close)(fd);
    pthread_mutex_unlock(&order);
    return done;
}

/* Writes at `at`, or where the file stands when that is negative. */
static ssize_t written(int fd, const void *data, size_t bytes, off_t at)
{
    int saved;
    pthread_mutex_lock(&order);
    int follows = at < 0;
    if (follows) {
        struct stat file;
        int appends = fcntl(fd, F_GETFL) & O_APPEND;
        at = appends && fstat(fd, &file) == 0 ? file.st_size : lseek(fd, 0, SEEK_CUR);
    }
    int failing = fails(0);
    size_t less = failing == WRITE_TORN || failing == WRITE_SHORT ? (bytes + 1) / 2 : bytes;
    ssize_t done = -1;
    saved = failing == WRITE_EIO ? EIO : ENOSPC;
    if (failing != WRITE_EIO && failing != WRITE_ENOSPC) {
        done = follows ? REAL(write)(fd, data, less) : REAL(pwrite)(fd, data, less, at);
        if (failing != WRITE_TORN || done < 0) saved = errno;
    }
    if (done > 0) record(WRITTEN, failing ? FAILED : 0, fd, (uint64_t)at, "", data, (size_t)done);
    pthread_mutex_unlock(&order);
    errno = saved;
    return failing == WRITE_TORN ? -1 : done;
}

ssize_t write(int fd, const void *data, size_t bytes)
{
    return watches(fd) ? written(fd, data, bytes, -1) : REAL(write)(fd, data, bytes);
}

ssize_t pwrite(int fd, const void *data, size_t bytes, off_t at)
{
    return watches(fd) ? written(fd, data, bytes, at) : REAL(pwrite)(fd, data, bytes, at);
}

ssize_t pwrite64(int fd, const void *data, size_t bytes, off64_t at)
{
    return watches(fd) ? written(fd, data, bytes, at) : REAL(pwrite64)(fd, data, bytes, at);
}

/* A file below the root is written part by part: fewer bytes than asked is an answer that callers know. */
ssize_t writev(int fd, const struct iovec *parts, int count)
{
    if (!watches(fd) || count < 1) return REAL(writev)(fd, parts, count);
    return written(fd, parts[0].iov_base, parts[0].iov_len, -1);
}

static int cut(int fd, off_t bytes)
{
    pthread_mutex_lock(&order);
    int done = REAL(ftruncate)(fd, bytes), saved = errno;
    if (done == 0) record(CUT, 0, fd, (uint64_t)bytes, "", "", 0);
    pthread_mutex_unlock(&order);
    errno = saved;
    return done;
}

int ftruncate(int fd, off_t bytes)
{
    return watches(fd) ? cut(fd, bytes) : REAL(ftruncate)(fd, bytes);
}

int ftruncate64(int fd, off64_t bytes)
{
    return watches(fd) ? cut(fd, bytes) : REAL(ftruncate64)(fd, bytes);
}

static int synced(int fd)
{
    pthread_mutex_lock(&order);
    if (fault && fault->kind == DIES_AT_SYNC && --fault->in < 1) die();
    int failing = fails(1);
    record(SYNCED, failing ? FAILED : 0, fd, 0, "", "", 0);
    pthread_mutex_unlock(&order);
    errno = EIO;
    return failing ? -1 : 0;
}

int fsync(int fd)
{
    return watches(fd) ? synced(fd) : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return watches(fd) ? synced(fd) : REAL(fdatasync)(fd);
}

int rename(const char *from, const char *to)
{
    char from_space[PATH_MAX], to_space[PATH_MAX];
    const char *was = below(whole(AT_FDCWD, from, from_space)), *is = below(whole(AT_FDCWD, to, to_space));
    if (!was || !is) return REAL(rename)(from, to);
    pthread_mutex_lock(&order);
    int done = REAL(rename)(from, to), saved = errno;
    if (done == 0) record(RENAMED, 0, -1, 0, was, is, strlen(is));
    pthread_mutex_unlock(&order);
    errno = saved;
    return done;
}

static int unlinked(int folder, const char *named, int flags)
{
    char space[PATH_MAX];
    const char *path = below(whole(folder, named, space));
    if (!path) return REAL(unlinkat)(folder, named, flags);
    pthread_mutex_lock(&order);
    int done = REAL(unlinkat)(folder, named, flags), saved = errno;
    if (done == 0) record(UNLINKED, 0, -1, 0, path, "", 0);
    pthread_mutex_unlock(&order);
    errno = saved;
    return done;
}

int unlink(const char *path)
{
    return unlinked(AT_FDCWD, path, 0);
}

int unlinkat(int folder, const char *path, int flags)
{
    return unlinked(folder, path, flags);
}

int rmdir(const char *path)
{
    return unlinked(AT_FDCWD, path, AT_REMOVEDIR);
}

int mkdir(const char *named, mode_t mode)
{
    char space[PATH_MAX];
    const char *path = below(whole(AT_FDCWD, named, space));
    if (!path) return REAL(mkdir)(named, mode);
    pthread_mutex_lock(&order);
    int done = REAL(mkdir)(named, mode), saved = errno;
    if (done == 0) record(MADE_DIR, 0, -1, 0, path, "", 0);
    pthread_mutex_unlock(&order);
    errno = saved;
    return done;
}
