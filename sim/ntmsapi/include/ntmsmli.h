/* What a media label library fills: the identity of a label on a medium. */
#ifndef NTMSMLI_H
#define NTMSMLI_H

#include "ntmsapi/base.h"

#define NTMSMLI_MAXTYPE 64 /* label type buffer of a media label library */
#define NTMSMLI_MAXIDSIZE 256 /* label id buffer of a media label library */
#define NTMSMLI_MAXAPPDESCR 256 /* label description buffer of a media label library */

/* What a media label library tells of a label that it knows. */
typedef struct {
    WCHAR LabelType[NTMSMLI_MAXTYPE]; /* who wrote the label */
    DWORD LabelIDSize; /* significant bytes of LabelID */
    BYTE LabelID[NTMSMLI_MAXIDSIZE]; /* unique label id */
    WCHAR LabelAppDescr[NTMSMLI_MAXAPPDESCR]; /* description of the medium */
} MediaLabelInfo, *pMediaLabelInfo;

#endif
