/*
 * A client whose session cannot be opened is told so where it looks: in the answer to its initialize.
 */
#ifndef MCPMUX_REFUSAL_H
#define MCPMUX_REFUSAL_H

/*
 * Waits a while for the client's first request and answers it with an error. A question whether newer revisions are
 * spoken comes before it. reason: a stable word for programs.
 */
void refusal_answer(const char *reason, const char *message);

#endif
