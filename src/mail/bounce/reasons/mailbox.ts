import { anyOf } from './phrases.ts'

/** What says that the mailbox is there, and does not take the message. */

export const mailboxFull = anyOf(
  '(?:mail ?box|mail ?folder|inbox|mail file|mailstore|account|user)\\b…(?:is |was |are )?(?:full|over ?-?flow(?:s|ed|ing)?)\\b',
  '\\b(?:over|out of|exceed\\w{0,3}|disk|mail|storage|user|account|mailbox|folder|under)… ?quota\\b',
  'quota …(?:exceed|reached|full|violation|limit|is over)',
  '(?:exceed\\w{0,3}|over|reached)(?: \\w{1,12}){0,4} (?:storage|mail ?box|disk|message file)(?: \\w{1,12}){0,2} (?:size|limit|space|allocation|allowed|capacity)',
  'mail ?box(?: size)?(?: has)? (?:exceed\\w{0,3}|over)|exceeded storage allocation|mail ?box …(?:storage|size) limit',
  '(?:not enough|insufficient|no more|out of|no) (?:disk |storage |mailbox )?(?:space|storage)(?: in|on|left|for|to| available|$)(?!… system)',
  'not enough disk space|disk full|folder is full|mail file size exceeds|exceeded (?:their|its|his|her) (?:\\w{1,12} )?limit|mailbox or …full|too much mail data|messages in …mailbox exceeded',
  'maximum (?:mailbox|storage) size|too many (?:messages|mails) (?:in|on) (?:this|the|his|her) (?:mailbox|server)|over the (?:maximum )?allowed (?:quota|mailbox)',
  'boite du destinataire pleine|bo.te (?:aux lettres )?pleine|postfach …voll|casella piena|buz.n (?:lleno|completo)|espacio …insuficiente',
)

export const messageTooBig = anyOf(
  '(?:message|mail|e-?mail|attachment|content|file|body)(?: \\w{1,12}){0,3} (?:size|length)? ?(?:exceed\\w{0,3}|is larger|larger than|over)…(?:limit|maxim|size|allowed|bytes|kb|mb|fixed|accept)',
  '(?:message|mail|e-?mail|body|it) (?:is |was |of …bytes )?(?:too|to) (?:large|big|long)\\b|too (?:large|big) (?:a )?(?:message|mail|body)',
  '(?:message|mail|header|class=)? ?size (?:limit|exceed)|size (?:of …)?exceed|larger than (?:the )?(?:current |maximum )|exceed\\w{0,3} (?:the )?(?:maxim\\w{2,3}|allowed) (?:\\w{1,12} ){0,2}size',
  'length exceeds administrative limit|recipsizelimit|over maximum allowed size|databytes limit|maximum (?:inbound )?message (?:size|length)',
)

/** Of a mailbox that somebody closed, for a time or for good. */
export const suspended = anyOf(
  '(?:mail ?box|account|user|recipient|address|customer|domain|mailaddress|e-?mail)\\b…(?:has been |is |was |been |currently |temporarily |administrativ\\w{2,5} ){1,3}(?:suspended|disabled|deactivated|locked|discontinued|frozen|blocked for|closed|inactivated|expired|limited)',
  '\\bhas been suspended|inactive user|user is terminated|(?:recipient|user) …(?:temporarily inactive|suspend)|account (?:disabled|suspended|deactivated|inactive|expired|closed|locked|not active)|mailbox (?:disabled|suspended|currently suspended|temporarily disabled)',
  '(?:suspended|disabled|deactivated|closed) (?:mail ?box|account|user)|over-?due|unpaid',
  'not accepting (?:any )?(?:mail|messages)(?! from)(?!… (?:ip|host))|(?:user|recipient) …not accepting',
  'the email account that you tried to reach is (?:disabled|inactive)|account is temporarily',
)

/** Of rules that the recipient set. */
export const filtered = anyOf(
  'account is protected by|restricted sms|message filtered|due to user rules|refuse\\w{0,2} to receive|only accepting mail from specific|recipient preferences',
  '(?:blocked|rejected|refused|denied) by (?:the )?(?:recipient|user|addressee)\\b|user reject|user refuses',
  'cannot route mail to user|ambiguous recipient|000c0595|not found recipient account',
)
