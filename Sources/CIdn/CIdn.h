// International domain names, as libidn2 offers them (IDNA 2008, UTS 46).
#ifndef LINERELAY_CIDN_H
#define LINERELAY_CIDN_H

#include <idn2.h>

#endif
