import { describe, expect, it } from 'vitest'
import { readBounce } from '../../../src/mail/bounce/read.ts'
import { group, notice, report } from './mails.ts'

const P = 'pat@partner.test'
const Q = 'sam@partner.test'
const QMAIL = `Hi. This is the qmail-send program at mx.partner.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.
`
const EXIM = `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:
`
const EXIM_END =
  '\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <x@despatch.test>\n'
const GMAIL = (state: string) => `Delivery to the following recipient failed permanently:

     ${P}

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the recipient domain. We recommend contacting the other
email provider for further information about the cause of this error. The error that the other server returned was: ${state}

----- Original message -----
Received: from x
`
const ZOHO =
  'This message was created automatically by mail delivery software.\nA message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\n'
const OPENSMTPD = `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

`
const JAMES = (words: string, address = P) => `
Hi. This is the James mail server at mx.partner.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

Error message below:
${words}

Message details:
  Subject: Hello
  Sent date: Thu Apr 29 01:20:50 BST 2010
  MAIL FROM: x@despatch.test
  RCPT TO: ${address}
  From: Despatch <x@despatch.test>
  To: ${P}
`

/** What a mail says: each recipient with its status, `!` behind it where the address itself is wrong. */
const read = (raw: Uint8Array) =>
  readBounce(raw).recipients.map(
    ({ address, status, hardBounce }) => `${address} ${status}${hardBounce ? '!' : ''}`,
  )

describe('a bounce in the form of', () => {
  it.each<[server: string, mail: Uint8Array, ...said: string[]]>([
    [
      'Postfix',
      report([
        group('5.1.1', 'smtp; 550 5.1.1 <pat@partner.test>: Recipient address rejected: User unknown'),
      ]),
      `${P} 5.1.1!`,
    ],
    [
      'Postfix, of a mailbox that is full',
      report([group('5.2.2', 'smtp; 552 5.2.2 Mailbox full')]),
      `${P} 5.2.2`,
    ],
    [
      'Postfix, refused after the message was sent',
      report([group('5.0.0', 'smtp; 550 Unknown user pat@partner.test')], {
        text: `<${P}>: host mx.partner.test[192.0.2.1] said: 550 Unknown user ${P} (in reply to end of DATA command)`,
      }),
      `${P} 5.0.0`,
    ],
    [
      'Postfix, whose field says less than the server',
      report([group('5.0.0', 'smtp; 550 5.7.1 Message content rejected')]),
      `${P} 5.7.1`,
    ],
    [
      'Postfix, of a domain that does not exist',
      report([
        group(
          '5.4.4',
          'X-Postfix; Host or domain name not found. Name service error for name=partner.test type=A: Host not found',
        ),
      ]),
      `${P} 5.4.4!`,
    ],
    [
      'Postfix, delayed',
      report([
        group('4.4.1', 'X-Postfix; connect to mx.partner.test[192.0.2.1]:25: Connection timed out', {
          action: 'delayed',
        }),
      ]),
      `${P} 4.4.1`,
    ],
    [
      'Sendmail',
      report(
        [
          group('5.1.1', 'SMTP; 550 5.1.1 <pat@partner.test>... User Unknown'),
          group('5.2.1', 'SMTP; 550 5.2.1 <sam@partner.test>... User Unknown', { address: Q }),
        ],
        {
          text: `   ----- Transcript of session follows -----\n... while talking to mx.partner.test.:\n>>> DATA\n<<< 550 5.2.1 <${Q}>... User Unknown`,
        },
      ),
      `${P} 5.1.1!`,
      `${Q} 5.2.1`,
    ],
    [
      'Sendmail 5',
      notice(
        `   ----- Transcript of session follows -----\nWhile talking to mx.partner.test:\n>>> RCPT To:<${P}>\n<<< 550 <${P}>, User Unknown\n550 <${P}>... User unknown\n\n   ----- Unsent message follows -----\nReceived: by x\nTo: ${P}\n`,
      ),
      `${P} 5.0.911!`,
    ],
    [
      'Sendmail 5, no such host',
      notice(
        `   ----- Transcript of session follows -----\n550 <${P}>... Host unknown\n\n   ----- Unsent message follows -----\nTo: ${P}\n`,
      ),
      `${P} 5.0.912!`,
    ],
    [
      'Sendmail 5, in the queue',
      notice(
        `   ----- Transcript of session follows -----\n421 partner.test (smtp)... Deferred: Connection timed out during user open with partner.test\n\n   ----- Unsent message follows -----\nReceived: by x\nTo: ${P}\n`,
      ),
      `${P} 4.0.947`,
    ],
    [
      'qmail',
      notice(
        `${QMAIL}\n<${P}>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 <${P}>... User Unknown\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nTo: ${Q}\n`,
      ),
      `${P} 5.1.1!`,
    ],
    [
      'qmail, two recipients',
      notice(
        `${QMAIL}\n<${P}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n<${Q}>:\nThe user's mailbox is over quota. (#5.2.2)\n`,
      ),
      `${P} 5.1.1!`,
      `${Q} 5.2.2`,
    ],
    [
      'qmail, no such host',
      notice(`${QMAIL}\n<${P}>:\nSorry, I couldn't find any host named partner.test. (#5.1.2)\n`),
      `${P} 5.1.2!`,
    ],
    [
      'qmail, too old',
      notice(
        `${QMAIL}\n<${P}>:\nSorry, I wasn't able to establish an SMTP connection. (#4.4.1)\nI'm not going to try again; this message has been in the queue too long.\n`,
      ),
      `${P} 4.4.1`,
    ],
    [
      'a clone of qmail',
      notice(
        `Your mail message to the following address(es) could not be delivered. This\nis a permanent error.\n\n<${P}>:\nchild status 100...The e-mail message could not be delivered because the user's mailfolder is full.\n\n--- Below this line is a copy of the message.\n`,
      ),
      `${P} 5.0.922`,
    ],
    [
      'Exim',
      notice(
        `${EXIM}\n  ${P}\n    SMTP error from remote mail server after RCPT TO:<${P}>:\n    host mx.partner.test [192.0.2.1]: 550 No such user here${EXIM_END}`,
      ),
      `${P} 5.0.911!`,
    ],
    [
      'Exim, refused for its address',
      notice(
        `${EXIM}\n  ${P}\n    host mx.partner.test [192.0.2.1]\n    SMTP error from remote mail server after MAIL FROM:<x@despatch.test> SIZE=1022:\n    553 5.1.0 despatch.test does not exist${EXIM_END}`,
      ),
      `${P} 5.1.0`,
    ],
    ['Exim, no such domain', notice(`${EXIM}\n  ${P}\n    Unrouteable address${EXIM_END}`), `${P} 5.0.912!`],
    [
      'Exim, as a report without a word for machines',
      report([`Action: failed\nFinal-Recipient: rfc822;${P}\nStatus: 5.0.0`], {
        text: `${EXIM}\n  ${P}\n    Unknown user\n`,
      }),
      `${P} 5.0.0!`,
    ],
    [
      'Exim, of a mailbox here',
      notice(`${EXIM}\n  ${P}\n    mailbox is full: retry timeout exceeded${EXIM_END}`),
      `${P} 5.0.922`,
    ],
    [
      'Exim, access denied to a recipient',
      notice(
        `${EXIM}\n  ${P}\n    SMTP error from remote mail server after RCPT TO:<${P}>:\n    host mx.partner.test [192.0.2.1]: 554 5.7.1 <${P}>:\n    Recipient address rejected: Access denied${EXIM_END}`,
      ),
      `${P} 5.7.1!`,
    ],
    [
      'Exim, which lists them in its header',
      notice(
        `${EXIM}\n  an undisclosed address\n    (generated from ${P})\n    Too many "Received" headers - suspected mail loop${EXIM_END}`,
        { 'X-Failed-Recipients': P },
      ),
      `${P} 5.0.944`,
    ],
    [
      'Exim, null MX',
      notice(`${EXIM}\n  ${P}\n    an MX or SRV record indicated no SMTP service${EXIM_END}`),
      `${P} 5.0.932!`,
    ],
    [
      'Courier',
      report([group('5.0.0', 'smtp; 550 No such user pat@partner.test')], {
        text: `                           UNDELIVERABLE MAIL\n\n<${P}>:\n    mx.partner.test [192.0.2.1]:\n>>> RCPT TO:<${P}>\n<<< 550 No such user ${P}\n`,
      }),
      `${P} 5.0.0!`,
    ],
    [
      'OpenSMTPD',
      notice(
        `${OPENSMTPD}${P}: 550 5.2.2 Mailbox full\n${Q}: Host not found\n\n    Below is a copy of the original message:\n`,
      ),
      `${P} 5.2.2`,
      `${Q} 5.0.912!`,
    ],
    [
      'OpenSMTPD, no way there',
      notice(`${OPENSMTPD}${P}: Network error on destination MXs\n`),
      `${P} 5.0.944`,
    ],
    [
      'Exchange 5.5',
      notice(
        `Your message\n\n  To:      ${P}\n  Subject: Hello\n  Sent:    Thu, 29 Apr 2010 16:51:29 +0100\n\ndid not reach the following recipient(s):\n\n${P} on Thu, 29 Apr 2010 16:51:51 +0100\n    The recipient name is not recognized\n\tThe MTS-ID of the original message is: c=gb;a= ;p=partner;l=X1\n    MSEXCH:IMS:PARTNER:SITE:X 0 (000C05A6) Unknown Recipient\n`,
      ),
      `${P} 5.0.911!`,
    ],
    [
      'Exchange 2007',
      notice(
        `Delivery has failed to these recipients or distribution lists:\n\n${P}\nThe recipient's e-mail address was not found in the recipient's e-mail system.\n\nDiagnostic information for administrators:\n\nGenerating server: mx.partner.test\n\n${P}\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nOriginal message headers:\n\nReceived: from x\n`,
      ),
      `${P} 5.1.1!`,
    ],
    [
      'Exchange Online',
      report([
        group(
          '5.1.10',
          'smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient pat@partner.test not found by SMTP address lookup',
        ),
      ]),
      `${P} 5.1.10!`,
    ],
    [
      'Exchange Online, of a sender that may not',
      report([group('5.7.1', 'smtp;550 5.7.1 RESOLVER.RST.AuthRequired; authentication required')]),
      `${P} 5.7.1`,
    ],
    [
      'Exchange Online, asked by Postfix',
      report([
        `${group('5.4.1', 'smtp; 550 5.4.1 Recipient address rejected: Access denied')}\nRemote-MTA: dns; partner.mail.protection.outlook.com`,
      ]),
      `${P} 5.4.1!`,
    ],
    [
      'Domino',
      notice(
        `Your message\n\n  Subject: Hello\n\nwas not delivered to:\n\n  ${P}\n\nbecause:\n\n  User Pat (${P}) not listed in Domino Directory\n`,
        { Subject: 'DELIVERY FAILURE: User Pat not listed' },
      ),
      `${P} 5.0.911!`,
    ],
    [
      'Notes',
      notice(
        `------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\n${P}\n\n------- Returned Message --------\n\nTo: ${P}\n`,
        { Subject: 'Undeliverable message' },
      ),
      `${P} 5.0.911!`,
    ],
    [
      'Messaging Server',
      notice(
        `This report relates to a message you sent with the following header fields:\n\n  Message-id: <sent@despatch.test>\n  From: x@despatch.test\n  To: ${P}\n  Subject: Hello\n\nYour message cannot be delivered to the following recipients:\n\n  Recipient address: ${P}\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 <${P}>... User Unknown\n  Remote system: dns;mx.partner.test\n`,
      ),
      `${P} 5.1.1!`,
    ],
    [
      'm-FILTER',
      notice(
        `${P}\n\n-------server message\n550 unknown user <${P}>\n\n-------SMTP command\nDATA\n\n-------original message\nTo: ${P}\n`,
      ),
      `${P} 5.0.910`,
    ],
    [
      'MX Logic',
      notice(
        `${EXIM.replace('following address(es)', 'following address')}\n  <${P}>: 550 5.1.1 User unknown\n\nIncluded is a copy of the message header:\n`,
      ),
      `${P} 5.1.1!`,
    ],
    [
      'MailMarshal',
      notice(
        `Your message:\n   From:    x@despatch.test\n   Subject: Hello\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n    ${P}\n\nAdditional Information\n======================\nOriginal Sender:    <x@despatch.test>\n`,
      ),
      `${P} 5.1.1!`,
    ],
    [
      'MailFoundry',
      notice(
        `Unable to deliver message to: <${P}>\nDelivery failed for the following reason:\nServer mx.partner.test[192.0.2.1] failed with: 552 <${P}> mailbox full\n\nThis has been a permanent failure.  No further delivery attempts will be made.\n`,
      ),
      `${P} 5.0.922`,
    ],
    [
      'IMail Server',
      notice(`Unknown user: ${P}\n\nOriginal message follows.\n\nReceived: from x\n`),
      `${P} 5.0.911!`,
    ],
    [
      'IMail Server, full',
      notice(`User mailbox exceeds allowed size: ${P}\n\nOriginal message follows.\n`),
      `${P} 5.0.922`,
    ],
    [
      'IMail Server, too old',
      notice(`Delivery failed 20 attempts: ${P}\n\nOriginal message follows.\n`),
      `${P} 5.0.947`,
    ],
    [
      'InterScan',
      notice(
        `Could not deliver the mail.\n\nSent <<< RCPT TO:<${P}>\nReceived >>> 550 5.1.1 <${P}>... user unknown\n\nUnable to deliver message to <${P}>\n`,
      ),
      `${P} 5.1.1!`,
    ],
    [
      'KDDI',
      notice(
        `Your mail sent on: Thu, 29 Apr 2010 11:04:47 +0900\n    Could not be delivered to: <${P}>\n    As their mailbox is full.\n`,
      ),
      `${P} 5.0.922`,
    ],
    [
      'EZweb',
      notice(`The user(s) account is disabled.\n\n<${P}>: 550 user unknown (in reply to RCPT TO command)\n`),
      `${P} 5.0.921`,
    ],
    [
      'EZweb, refused by another server',
      notice(
        `Each of the following recipients was rejected by a remote\nmail server.\n\n   Recipient: <${P}>\n   >>> RCPT TO:<${P}>\n   <<< 550 <${P}>: User unknown\n`,
      ),
      `${P} 5.0.911!`,
    ],
    [
      'McAfee',
      notice(`   --- The following addresses had delivery problems ---\n\n<${P}>   (Unknown user ${P})\n`),
      `${P} 5.0.910`,
    ],
    [
      'Google Groups',
      notice(
        `Hello x@despatch.test,\n\nWe're writing to let you know that the group you tried to contact (pat) may not exist, or you may not have permission to post messages to the group. A few more details on why you weren't able to post:\n\n * You might have spelled or formatted the group name incorrectly.\n * The owner of the group may have removed this group.\n * You may need to join the group before receiving permission to post.\n * This group may not be open to posting.\n`,
        { 'X-Failed-Recipients': P },
      ),
      `${P} 5.0.918`,
    ],
    ['Gmail', notice(GMAIL('550 550 5.1.1 <pat@partner.test>... User Unknown (state 14).')), `${P} 5.1.1!`],
    [
      'Gmail, filtered',
      notice(GMAIL('550 550 <pat@partner.test> No such user here (state 17).')),
      `${P} 5.0.910`,
    ],
    [
      'Gmail, late',
      notice(
        `THIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     ${P}\n\nMessage will be retried for 2 more day(s)\n\nTechnical details of temporary failure:\nThe recipient server did not accept our requests to connect.\n`,
      ),
      `${P} 4.0.947`,
    ],
    [
      'Yahoo',
      notice(
        `Sorry, we were unable to deliver your message to the following address.\n\n<${P}>:\nRemote host said: 550 5.1.1 <${P}>... User Unknown [RCPT_TO]\n\n--- Below this line is a copy of the message.\n`,
      ),
      `${P} 5.1.1!`,
    ],
    [
      'Zoho',
      notice(`${ZOHO}${P} Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <${P}>... User Unknown\n`),
      `${P} 5.1.1!`,
    ],
    [
      'Zoho, of no stated command',
      notice(
        `${ZOHO}${P} Invalid Address, ERROR_CODE :550, ERROR_CODE :Requested action not taken: mailbox unavailable\n`,
      ),
      `${P} 5.0.910`,
    ],
    [
      'Zoho, too old',
      notice(`${ZOHO}[Status: Error, Address: <${P}>, ResponseCode 421, , Host not reachable.]\n`),
      `${P} 4.0.947`,
    ],
    [
      'Verizon',
      notice(JAMES('550 - Requested action not taken: no such user here'), { From: 'post_master@vtext.com' }),
      `${P} 5.0.911!`,
    ],
    ['Apache James', notice(JAMES('550 5.2.2 Mailbox full')), `${P} 5.2.2`],
    [
      'SurfControl',
      notice(
        `Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts made: 1\nAddressed To: ${P}\n\nThu 29 Apr 2010 23:34:45 +0900\nFailed to send to identified host,\n${P}: [192.0.2.5], 550 ${P}... No such user\n--- Message non-deliverable.\n`,
      ),
      `${P} 5.0.910`,
    ],
    [
      'Biglobe',
      notice(
        `   ----- The following addresses had delivery problems -----\n${P}\n\n   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n`,
      ),
      `${P} 5.0.922`,
    ],
    [
      '1&1',
      notice(
        `${EXIM.replace('The following address(es) failed:', '\n\nThe following address failed:')}\n${P}\n\nFor the following reason:\n\nMail size limit exceeded. For explanation visit\nhttp://postmaster.test/\n\n--- The header of the original message is following. ---\n`,
      ),
      `${P} 5.0.934`,
    ],
    [
      'GMX',
      notice(
        `${EXIM}\n"${P}":\nSMTP error from remote server after RCPT command:\nhost: mx.partner.test\n5.2.1 <${P}>... User Unknown\n\n<${Q}>\n\nReason:\ndelivery retry timeout exceeded\n\n--- The header of the original message is following. ---\n`,
      ),
      `${P} 5.2.1!`,
      `${Q} 5.0.947`,
    ],
    [
      'fml',
      notice(
        `You are not a member of this mailing list <list@partner.test>.\n\nOriginal mail as follows:\n`,
        {
          From: 'list-admin@partner.test',
          'X-MLServer': 'fml',
          Subject: 'You list@partner.test are not member (list)',
        },
      ),
      'list@partner.test 5.0.918',
    ],
    [
      'Active! hunter',
      notice(
        `The original message was received at Thu, 29 Apr 2010 23:34:45 +0900\nfrom despatch.test\n\n  ----- The following addresses had permanent fatal errors -----\n\n>>> ${P} <${P}>\n\n  ----- Transcript of session follows -----\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n`,
      ),
      `${P} 5.1.1!`,
    ],
    [
      'InterScan, of a mailbox of its own',
      notice(`Unable to deliver message to <${P}> (and other recipients in the same domain).\n`, {
        From: '"InterScan MSS" <postmaster@partner.test>',
      }),
      `${P} 5.0.911!`,
    ],
    [
      'the SMTP service of Windows',
      report([
        group(
          '5.5.0',
          'smtp;550 Requested action not taken: mailbox unavailable (-2019901852:4030:-2147467259)',
        ),
      ]),
      `${P} 5.5.0!`,
    ],
    [
      'Facebook, whose user wants no such mail',
      report([group('5.1.1', 'SMTP; 550 5.1.1 RCP-P2 http://postmaster.facebook.com/response_codes')]),
      `${P} 5.1.1`,
    ],
    [
      'qmail, of a domain without a mail server',
      notice(`${QMAIL}\n<${P}>:\nSorry, I couldn't find a mail exchanger or IP address. (#5.4.4)\n`),
      `${P} 5.4.4!`,
    ],
    [
      'Facebook',
      report([
        group(
          '5.1.1',
          'SMTP; 550 5.1.1 RCP-P1 http://postmaster.facebook.com/response_codes Recipient address does not exist',
        ),
      ]),
      `${P} 5.1.1!`,
    ],
    [
      'Amazon SES',
      report([group('5.1.1', 'smtp; 550 5.1.1 user unknown')], {
        text: `An error occurred while trying to deliver the mail to the following recipients:\n${P}`,
      }),
      `${P} 5.1.1!`,
    ],
    [
      'Dovecot’s delivery agent',
      report([group('5.1.1', 'SMTP; 550 5.1.1 <pat@partner.test>... User Unknown')], {
        text: 'Your message to <pat> was automatically rejected:\nQuota exceeded (mailbox for user is full)',
      }),
      `${P} 5.1.1`,
    ],
    [
      'a program that failed',
      report([group('5.3.0', 'x-unix; 255')], { text: '554 5.3.0 unknown mailer error 255' }),
      `${P} 5.3.0`,
    ],
  ])('%s', (_server, mail, ...said) => {
    expect(read(mail)).toEqual(said)
  })
})
