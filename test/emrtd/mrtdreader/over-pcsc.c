// LD_PRELOAD for Debian's mrtdreader (libmrtd, which nobody here wrote): its libnfc calls reach the first reader of PC/SC.
// Types stand as in libnfc 1.8 and PC/SC Lite, so that no headers of theirs need be installed.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct { unsigned long protocol, length; } scard_io_request;
extern const scard_io_request g_rgSCardT0Pci, g_rgSCardT1Pci;
int SCardEstablishContext(unsigned long scope, const void *, const void *, long *context);
int SCardReleaseContext(long context);
int SCardListReaders(long context, const char *groups, char *names, unsigned long *length);
int SCardConnect(long context, const char *reader, unsigned long share, unsigned long protocols, long *card, unsigned long *protocol);
int SCardDisconnect(long card, unsigned long disposition);
int SCardTransmit(long card, const scard_io_request *, const uint8_t *, unsigned long, scard_io_request *, uint8_t *, unsigned long *);

static long context, card;
static unsigned long protocol;

void nfc_init(void **c) { *c = &context; SCardEstablishContext(2, 0, 0, &context); }
void nfc_exit(void *c) { SCardReleaseContext(context); }
size_t nfc_list_devices(void *c, char names[][1024], size_t n) { strcpy(names[0], "pcsc"); return 1; }
void *nfc_open(void *c, const char *name) {
  char readers[4096];
  unsigned long length = sizeof readers;
  if (SCardListReaders(context, 0, readers, &length)) return 0;
  return SCardConnect(context, readers, 1, 3, &card, &protocol) ? 0 : &card;
}
void nfc_close(void *d) { SCardDisconnect(card, 2); }
const char *nfc_device_get_name(void *d) { return "PC/SC"; }
int nfc_device_set_property_bool(void *d, int property, int on) { return 0; }
int nfc_initiator_init(void *d) { return 0; }
int nfc_initiator_select_passive_target(void *d, uint64_t modulation, const uint8_t *i, size_t n, void *target) { return 1; }
void nfc_perror(void *d, const char *what) { fprintf(stderr, "%s: no answer\n", what); }

int nfc_initiator_transceive_bytes(void *d, const uint8_t *sent, size_t n, uint8_t *received, size_t room, int timeout) {
  uint8_t answer[70000];
  unsigned long length = sizeof answer;
  if (SCardTransmit(card, protocol == 2 ? &g_rgSCardT1Pci : &g_rgSCardT0Pci, sent, n, 0, answer, &length)) return -1;
  if (length > room) return -1;
  memcpy(received, answer, length);
  return length;
}
