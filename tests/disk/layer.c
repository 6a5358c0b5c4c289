/* Between a process and its disk: the n-th change of a file under one folder fails, or ends the process, or all changes
   are written down. Loaded before the C library; does nothing until `disk_arm` is called. */

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
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF, COUNT, KILL, FAIL_ONCE, FAIL_FROM, RECORD };

static int mode = OFF, error_number, record_fd = -1;
static long at, own_count, *count = &own_count;
static char kinds[16], under[PATH_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = dlsym(RTLD_NEXT, #name)

/* mode_: one of the above. at_: the number of the change, from 1. kinds_: w (writes), s (syncs), o (opening for writing,
   making), r (renaming, removing). counter: a file of eight bytes that holds how many there were; or NULL.
   record: where changes are written down; or NULL. */
void disk_arm(int mode_, long at_, int error_, const char *kinds_, const char *under_, const char *counter, const char *record) {
    snprintf(kinds, sizeof kinds, "%s", kinds_);
    snprintf(under, sizeof under, "%s", under_);
    at = at_, error_number = error_;
    if (counter) {
        int fd = syscall(SYS_openat, AT_FDCWD, counter, O_RDWR | O_CLOEXEC);
        void *shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        syscall(SYS_close, fd);
        if (shared != MAP_FAILED) count = shared;
    }
    if (record) record_fd = syscall(SYS_openat, AT_FDCWD, record, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    mode = mode_;
}

/* One line and its bytes: what was done, to which file, the other name or nothing, where, how long. Held by `lock`. */
static void note(const char *what, const char *path, const char *other, long long offset, const void *data, size_t length) {
    char head[3 * PATH_MAX];
    int size = snprintf(head, sizeof head, "%s\t%s\t%s\t%lld\t%zu\n", what, path, other, offset, length);
    syscall(SYS_write, record_fd, head, size);
    while (data && length) {
        long written = syscall(SYS_write, record_fd, data, length);
        if (written <= 0) abort();
        data = (const char *)data + written, length -= written;
    }
}

/* What the process itself has to say: that something was acknowledged. */
void disk_mark(const char *text) {
    pthread_mutex_lock(&lock);
    if (mode == RECORD) note("mark", text, "", 0, NULL, 0);
    pthread_mutex_unlock(&lock);
}

static int is_ours(const char *path) { return !strncmp(path, under, strlen(under)); }

static int full_path(int folder, const char *path, char *full) {
    char base[PATH_MAX] = "", link[64];
    if (!path) return 0;
    if (path[0] == '/') return snprintf(full, PATH_MAX, "%s", path) > 0 && is_ours(full);
    if (folder == AT_FDCWD) { if (!getcwd(base, sizeof base)) return 0; }
    else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        if (readlink(link, base, sizeof base - 1) < 0) return 0;
    }
    return snprintf(full, PATH_MAX, "%.2000s/%.2000s", base, path) > 0 && is_ours(full);
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

/* Whether this change is to fail; the process may end here. */
static int fails(char kind) {
    if (mode == OFF || mode == RECORD || !strchr(kinds, kind)) return 0;
    long number = __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
    if (mode == KILL && number == at) syscall(SYS_kill, getpid(), SIGKILL);
    if ((mode == FAIL_ONCE && number == at) || (mode == FAIL_FROM && number >= at)) { errno = error_number; return 1; }
    return 0;
}

static long long place(int fd, long long given) {
    if (given >= 0) return given;
    return syscall(SYS_lseek, fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
}

static ssize_t change(int fd, const struct iovec *parts, int number, long long given) {
    char path[PATH_MAX];
    int is_recorded = 0;
    long long offset = 0;
    if (mode != OFF && path_of(fd, path)) {
        if (fails('w')) return -1;
        is_recorded = mode == RECORD;
    }
    if (is_recorded) { pthread_mutex_lock(&lock); offset = place(fd, given); }
    ssize_t done = given < 0 ? syscall(SYS_writev, fd, parts, number) : syscall(SYS_pwritev, fd, parts, number, (long)given, 0L);
    int error = errno;
    if (is_recorded) {
        ssize_t left = done;
        for (int i = 0; i < number && left > 0; i++) {
            size_t length = (size_t)left < parts[i].iov_len ? (size_t)left : parts[i].iov_len;
            note("write", path, "", offset, parts[i].iov_base, length);
            offset += length, left -= length;
        }
        pthread_mutex_unlock(&lock);
    }
    errno = error;
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { struct iovec one = {(void *)data, length}; return change(fd, &one, 1, -1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { struct iovec one = {(void *)data, length}; return change(fd, &one, 1, offset); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { struct iovec one = {(void *)data, length}; return change(fd, &one, 1, offset); }
ssize_t writev(int fd, const struct iovec *parts, int number) { return change(fd, parts, number, -1); }
ssize_t pwritev(int fd, const struct iovec *parts, int number, off_t offset) { return change(fd, parts, number, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int number, off64_t offset) { return change(fd, parts, number, offset); }

static int synced(int fd, long call) {
    char path[PATH_MAX];
    int ours = mode != OFF && path_of(fd, path);
    if (ours && fails('s')) return -1;
    int done = syscall(call, fd);
    if (ours && mode == RECORD && !done) {
        pthread_mutex_lock(&lock);
        note("sync", path, "", 0, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int cut(int fd, long long length) {
    char path[PATH_MAX];
    int ours = mode != OFF && path_of(fd, path);
    if (ours && fails('w')) return -1;
    int done = syscall(SYS_ftruncate, fd, (long)length);
    if (ours && mode == RECORD && !done) {
        pthread_mutex_lock(&lock);
        note("cut", path, "", length, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return done;
}
int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

static int opened(int folder, const char *name, int flags, mode_t rights) {
    char path[PATH_MAX];
    struct stat before;
    int ours = mode != OFF && (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) && full_path(folder, name, path);
    if (ours && fails('o')) return -1;
    int is_new = ours && mode == RECORD && syscall(SYS_newfstatat, folder, name, &before, 0);
    int fd = syscall(SYS_openat, folder, name, flags | O_LARGEFILE, rights);
    if (ours && mode == RECORD && fd >= 0 && (is_new || flags & O_TRUNC)) {
        int error = errno;
        pthread_mutex_lock(&lock);
        note(is_new ? "make" : "cut", path, "", 0, NULL, 0);
        pthread_mutex_unlock(&lock);
        errno = error;
    }
    return fd;
}
#define OPENS(name, folder_parameter, folder) \
    int name(folder_parameter const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); \
        mode_t rights = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        return opened(folder, path, flags, rights); \
    }
#define IN_FOLDER int folder,
OPENS(open, , AT_FDCWD)
OPENS(open64, , AT_FDCWD)
OPENS(openat, IN_FOLDER, folder)
OPENS(openat64, IN_FOLDER, folder)
int creat(const char *path, mode_t rights) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, rights); }

static FILE *stream(FILE *(*real)(const char *, const char *), const char *name, const char *how) {
    char path[PATH_MAX];
    struct stat before;
    int ours = mode != OFF && strpbrk(how, "wa+") && full_path(AT_FDCWD, name, path);
    if (ours && fails('o')) return NULL;
    int is_new = ours && stat(name, &before);
    FILE *file = real(name, how);
    if (ours && mode == RECORD && file && (is_new || how[0] == 'w')) {
        pthread_mutex_lock(&lock);
        note(is_new ? "make" : "cut", path, "", 0, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return file;
}
FILE *fopen(const char *name, const char *how) { REAL(FILE *, fopen, const char *, const char *); return stream(real, name, how); }
FILE *fopen64(const char *name, const char *how) { REAL(FILE *, fopen64, const char *, const char *); return stream(real, name, how); }

/* Renames, removals and folders: `what` is done by the system call, and noted. */
static int named(const char *what, char kind, int folder, const char *name, int other_folder, const char *other, long result(int, const char *, int, const char *, long), long flags) {
    char path[PATH_MAX] = "", other_path[PATH_MAX] = "";
    int ours = mode != OFF && full_path(folder, name, path);
    if (mode != OFF && other) ours |= full_path(other_folder, other, other_path);
    if (ours && fails(kind)) return -1;
    int done = result(folder, name, other_folder, other, flags);
    if (ours && mode == RECORD && !done) {
        pthread_mutex_lock(&lock);
        note(what, path, other_path, 0, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return done;
}
static long do_rename(int f, const char *n, int g, const char *o, long flags) { (void)flags; return syscall(SYS_renameat, f, n, g, o); }
static long do_unlink(int f, const char *n, int g, const char *o, long flags) { (void)g, (void)o; return syscall(SYS_unlinkat, f, n, flags); }
static long do_mkdir(int f, const char *n, int g, const char *o, long rights) { (void)g, (void)o; return syscall(SYS_mkdirat, f, n, rights); }
int rename(const char *from, const char *to) { return named("rename", 'r', AT_FDCWD, from, AT_FDCWD, to, do_rename, 0); }
int renameat(int f, const char *from, int g, const char *to) { return named("rename", 'r', f, from, g, to, do_rename, 0); }
int unlink(const char *name) { return named("remove", 'r', AT_FDCWD, name, AT_FDCWD, NULL, do_unlink, 0); }
int unlinkat(int f, const char *name, int flags) { return named("remove", 'r', f, name, AT_FDCWD, NULL, do_unlink, flags); }
int rmdir(const char *name) { return named("remove", 'r', AT_FDCWD, name, AT_FDCWD, NULL, do_unlink, AT_REMOVEDIR); }
int mkdir(const char *name, mode_t rights) { return named("folder", 'o', AT_FDCWD, name, AT_FDCWD, NULL, do_mkdir, rights); }
