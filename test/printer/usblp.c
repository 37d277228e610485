/*
 * LD_PRELOAD: makes USBLP_DEVICE behave as Linux' usblp does (drivers/usb/class/usblp.c), with a printer on TCP behind it.
 *
 * - one at a time: EBUSY;
 * - a write takes 8 KiB at most, and the next nothing before those are with the printer: EAGAIN;
 * - a read finds nothing: EAGAIN, or 0 bytes where the printer answers with an empty packet; both are told in turn;
 * - close throws away what the printer has not taken;
 * - unplugged: ENODEV.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int device = -1;
static ino_t inode;
static char transfer[8192];
static size_t begun, length;
static int turn;

/* libuv closes by a system call of its own, so that the number may stand for another file by now. */
static int is_device(int fd) {
  struct stat now;
  return fd >= 0 && fd == device && fstat(fd, &now) == 0 && now.st_ino == inode;
}

static int connect_printer(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(getenv("USBLP_PORT")))};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
    close(fd);
    errno = ENODEV;
    return -1;
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  struct stat opened;
  fstat(fd, &opened);
  inode = opened.st_ino;
  return fd;
}

static int open_printer(void) {
  pthread_mutex_lock(&lock);
  int fd = -1;
  if (is_device(device)) errno = EBUSY;
  else fd = device = connect_printer();
  begun = length = 0;
  pthread_mutex_unlock(&lock);
  return fd;
}

/* Whether the transfer under way is with the printer. */
static int transferred(ssize_t (*plain)(int, const void *, size_t)) {
  while (begun < length) {
    ssize_t n = plain(device, transfer + begun, length - begun);
    if (n < 0) return 0;
    begun += n;
  }
  return 1;
}

#define OPEN(name)                                                                                  \
  int name(const char *path, int flags, ...) {                                                      \
    static int (*plain)(const char *, int, ...);                                                    \
    if (!plain) plain = dlsym(RTLD_NEXT, #name);                                                    \
    const char *mine = getenv("USBLP_DEVICE");                                                      \
    if (mine && !strcmp(path, mine)) return open_printer();                                         \
    va_list rest;                                                                                   \
    va_start(rest, flags);                                                                          \
    mode_t mode = va_arg(rest, mode_t);                                                             \
    va_end(rest);                                                                                   \
    return plain(path, flags, mode);                                                                \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int fd, const void *bytes, size_t count) {
  static ssize_t (*plain)(int, const void *, size_t);
  if (!plain) plain = dlsym(RTLD_NEXT, "write");
  if (!is_device(fd)) return plain(fd, bytes, count);
  pthread_mutex_lock(&lock);
  ssize_t taken = -1;
  if (!transferred(plain)) {
    if (errno != EAGAIN) errno = ENODEV;
  } else {
    length = taken = count < sizeof transfer ? count : sizeof transfer;
    memcpy(transfer, bytes, length);
    begun = 0;
    transferred(plain);
  }
  pthread_mutex_unlock(&lock);
  return taken;
}

ssize_t read(int fd, void *bytes, size_t count) {
  static ssize_t (*plain)(int, void *, size_t);
  static ssize_t (*put)(int, const void *, size_t);
  if (!plain) plain = dlsym(RTLD_NEXT, "read");
  if (!put) put = dlsym(RTLD_NEXT, "write");
  if (!is_device(fd)) return plain(fd, bytes, count);
  pthread_mutex_lock(&lock);
  transferred(put);
  ssize_t n = plain(fd, bytes, count);
  if (n == 0 || (n < 0 && errno != EAGAIN)) {
    n = -1;
    errno = ENODEV;
  } else if (n < 0 && turn++ % 2) n = 0;
  pthread_mutex_unlock(&lock);
  return n;
}
