import { NoticeSetting, NoticeSettingResponse } from '../notices.ts'
import { operation } from './operation.ts'

const own = {
  path: '/api/v1/notices',
  action: 'keep-own-notices',
  tag: 'Notices',
  answers: { 200: { description: 'Your setting as it is now.', schema: NoticeSettingResponse } },
} as const

/** A member's own notices. */
export const noticeOperations = {
  readNotices: operation({
    ...own,
    id: 'readNotices',
    method: 'GET',
    summary: 'Your notices',
    description: 'Where you are told that something waits, and whether this service can send notices.',
    problems: [],
    example: {},
  }),
  setNotices: operation({
    ...own,
    id: 'setNotices',
    method: 'PUT',
    summary: 'Have notices',
    description:
      'A notice says how many items wait, their marking and the mailbox, and nothing else. It goes to an ordinary address, bundled, and not within your quiet hours.',
    body: NoticeSetting,
    problems: ['notices-unavailable'],
    example: {
      body: {
        json: {
          address: 'duty.desk@liverpool.test',
          bundleMinutes: 30,
          quiet: { from: '19:00', until: '07:30' },
          zone: 'Europe/London',
        },
      },
    },
  }),
  endNotices: operation({
    ...own,
    id: 'endNotices',
    method: 'DELETE',
    summary: 'Have no more notices',
    description: 'Removes the setting, and the address with it. Without a setting it changes nothing.',
    problems: [],
    example: {},
  }),
}
