/** Who may ask: nobody needs a name, an enrolled or enrolling kiosk signs, staff show the cookie of a session. */
export type Audience = 'everybody' | 'kiosks' | 'staff';

export interface Operation {
  audience: Audience;
  summary: string;
  description: string;
}

/** What each operation is for, in the words of an integrator. By method and path as the routes have them. */
export const operations: Readonly<Record<string, Operation>> = {
  'GET /v1/health': {
    audience: 'everybody',
    summary: 'Whether the process is alive',
    description: 'For whoever restarts the server. It asks no database; see `/v1/ready`.',
  },
  'GET /v1/ready': {
    audience: 'everybody',
    summary: 'Whether the server can work',
    description:
      'For load balancers and kiosks: 503 while the database is away or cannot be written, and when the server ends.',
  },
  'GET /v1/board': {
    audience: 'everybody',
    summary: 'Who is called, and where to',
    description:
      'Numbers that were called and are not done, newest call first. `lastEvent` is where the stream of events goes on from.',
  },
  'GET /v1/board/events': {
    audience: 'everybody',
    summary: 'Changes of queue entries, as they happen',
    description:
      'Server-sent events. Each `data` is a board event with the whole entry after its change; ids rise, and each event comes once. ' +
      'Goes on after `Last-Event-ID` or, in its absence, `after`; else begins with what happens next. A comment every 15 s shows that ' +
      'the line is alive. The event `reset` says that this id is too old or of a database that was replaced, and ends the stream: take ' +
      '`/v1/board` anew; the event `help-calls`, without data, that staff were called or are coming: see `/v1/help-calls`. Events are ' +
      'kept for two days.',
  },
  'GET /v1/tickets/{ticketToken}': {
    audience: 'everybody',
    summary: 'How long a ticket still waits, and where',
    description: "The token is in the ticket's QR code and is all that is needed. Says nothing about the person.",
  },
  'POST /v1/enrolments': {
    audience: 'kiosks',
    summary: 'Enrol a kiosk',
    description:
      'Signed with the new key itself. A code serves once; the same code and key again have the same answer.',
  },
  'GET /v1/services': {
    audience: 'kiosks',
    summary: 'What the centre offers',
    description: 'The centre, its queues and counters, and the definitions of its services.',
  },
  'POST /v1/challenges': {
    audience: 'kiosks',
    summary: 'A challenge for the chip',
    description: 'Eight random bytes for active authentication (ICAO 9303-11 §6.1): single use, two minutes.',
  },
  'POST /v1/verifications': {
    audience: 'kiosks',
    summary: 'Check the evidence of a card',
    description:
      'What the chip proves is checked again by the server, and the insurance portal is asked where the service wants it.',
  },
  'POST /v1/licence-look-ups': {
    audience: 'kiosks',
    summary: 'What the register of driving licences says',
    description:
      'Of the person whose card this kiosk had proved for the renewal of a licence. 404 `NOT_FOUND`: it knows no licence of hers; 503 ' +
      '`BACKEND_UNREACHABLE`: it does not answer, or this centre has no access to it.',
  },
  'POST /v1/declarations': {
    audience: 'kiosks',
    summary: 'Take a paper’s word for who somebody is',
    description:
      'For services that serve whoever declares so (403 where this one does not); a desk compares. The insurance portal is asked where ' +
      'name and birth date are known. Ten a minute and kiosk.',
  },
  'POST /v1/numbers': {
    audience: 'kiosks',
    summary: 'Take a number',
    description:
      'Unique per queue and service day. A person who holds one of this service today gets that one again (`repeated`).',
  },
  'POST /v1/print-reports': {
    audience: 'kiosks',
    summary: 'What became of the paper',
    description: 'From the kiosk after printing, or when it never heard the answer to a request for a number.',
  },
  'POST /v1/leases': {
    audience: 'kiosks',
    summary: 'Emergency numbers for when the server does not answer',
    description:
      'A range of the emergency letter for this kiosk and day. 409 `LEASE_OUTDATED`: its disk is an old one.',
  },
  'POST /v1/emergency-numbers': {
    audience: 'kiosks',
    summary: 'Tell of a number that the kiosk gave by itself',
    description: 'Afterwards, from its outbox. People are called by order of arrival.',
  },
  'POST /v1/help-calls': {
    audience: 'kiosks',
    summary: 'Call staff to the kiosk',
    description: 'A kiosk has one open call: a second one is the first.',
  },
  'GET /v1/help-calls/{callId}': {
    audience: 'kiosks',
    summary: 'How a call for staff stands',
    description:
      "The kiosk's own; 404 `NOT_FOUND` else. To be asked every few seconds: a call that nobody asks about for two minutes is over.",
  },
  'DELETE /v1/help-calls/{callId}': {
    audience: 'kiosks',
    summary: 'End a call for staff',
    description: "The kiosk's own; 404 `NOT_FOUND` else. One that is over stays so: 204.",
  },
  'POST /v1/staff-sessions': {
    audience: 'everybody',
    summary: 'Sign in',
    description:
      'Sets the cookie of the session. From pages of this server only. 429 `SIGN_IN_LOCKED` after wrong passwords.',
  },
  'GET /v1/staff-sessions/current': {
    audience: 'staff',
    summary: 'Who is signed in',
    description: 'Every role.',
  },
  'DELETE /v1/staff-sessions/current': { audience: 'staff', summary: 'Sign out', description: 'Every role.' },
  'PUT /v1/staff-sessions/current/password': {
    audience: 'staff',
    summary: "Change one's own password",
    description: 'Every role. Needed first where somebody else set the password (403 `PASSWORD_ONE_TIME` elsewhere).',
  },
  'GET /v1/staff': { audience: 'staff', summary: 'Accounts', description: 'Administrators.' },
  'POST /v1/staff': {
    audience: 'staff',
    summary: 'Make an account',
    description: 'Administrators. The password serves for its own change only.',
  },
  'PATCH /v1/staff/{staff}': {
    audience: 'staff',
    summary: 'Change an account',
    description: 'Administrators, and not their own: role, new password, disabled or not.',
  },
  'POST /v1/enrolment-codes': {
    audience: 'staff',
    summary: 'A code with which a kiosk enrols',
    description: 'Administrators and technicians. Shown once, lives ten minutes.',
  },
  'GET /v1/kiosks': {
    audience: 'staff',
    summary: 'Enrolled kiosks',
    description: 'Operators, technicians and administrators.',
  },
  'DELETE /v1/kiosks/{kiosk}': {
    audience: 'staff',
    summary: 'Revoke a kiosk',
    description: 'Administrators and technicians. Its key is refused from now on.',
  },
  'GET /v1/gaps': {
    audience: 'staff',
    summary: 'Numbers that nobody holds, and why',
    description: 'Supervisors. Of one service day.',
  },
  'GET /v1/audit-records': {
    audience: 'staff',
    summary: 'Who did what, and who read whose data',
    description:
      'Administrators. Newest first, of the days `from` to `to`; `next` of one page is `before` of the following one.',
  },
  'GET /v1/unverified': {
    audience: 'staff',
    summary: 'Who was served "chưa xác minh"',
    description: 'Clerks and supervisors: visits of a day whose identity or insurance is still to be checked.',
  },
  'GET /v1/visits/{ticketToken}/answers': {
    audience: 'staff',
    summary: 'What a visitor said at the kiosk',
    description:
      'Clerks and supervisors. Answers in the words of the questions, and the portrait where one was taken; each reading is audited.',
  },
  'POST /v1/visits/{ticketToken}/checks': {
    audience: 'staff',
    summary: 'Note a later check',
    description: 'Clerks and supervisors: what staff saw, or asks the insurance portal again.',
  },
  'GET /v1/queues': { audience: 'staff', summary: 'Queues and who waits', description: 'Clerks and supervisors.' },
  'GET /v1/queues/{queue}/entries': {
    audience: 'staff',
    summary: 'Who waits in a queue, in calling order',
    description: 'Clerks and supervisors. Each entry says why it stands where it does.',
  },
  'POST /v1/calls': {
    audience: 'staff',
    summary: 'Call the next one',
    description: 'Clerks and supervisors; `entry`, out of turn, supervisors alone. 404 `QUEUE_EMPTY`.',
  },
  'POST /v1/entries/{entry}/changes': {
    audience: 'staff',
    summary: 'Say what became of an entry',
    description: 'Clerks and supervisors. 409 `ENTRY_MOVED_ON` where its state does not allow it any more.',
  },
  'GET /v1/help-calls': {
    audience: 'staff',
    summary: 'Who calls staff',
    description:
      'Clerks and supervisors. Open calls, oldest first. The event `help-calls` of `/v1/board/events` says when they change.',
  },
  'POST /v1/help-calls/{callId}/acknowledgement': {
    audience: 'staff',
    summary: 'Say that somebody is on the way',
    description: 'Clerks and supervisors. The kiosk shows it. 404 `NOT_FOUND` where no such call is open.',
  },
  'POST /v1/appointments': {
    audience: 'staff',
    summary: 'Make an appointment',
    description: 'Clerks and supervisors. The code is for the slip.',
  },
  'DELETE /v1/appointments/{code}': {
    audience: 'staff',
    summary: 'Cancel an appointment',
    description: 'Clerks and supervisors.',
  },
};
