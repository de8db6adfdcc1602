import { describe, expect, it } from 'vitest'
import { readHtml } from '../../src/mail/html-text.ts'

describe('the words of HTML', () => {
  it.each([
    ['<p>Known &amp; seen</p><div>twice<br>here</div>', 'Known & seen\n\ntwice\nhere'],
    ['3 < 4 and 5 > 4, I <3 you', '3 < 4 and 5 > 4, I <3 you'],
    ['<a href="http://evil.example/?a>b">words</a>', 'words'],
    [`<img alt='a "quoted" >' src=x>after`, 'after'],
    ['a<!-- hidden <p>words --> b', 'a b'],
    ['<!-->shown<!-- hidden -->', 'shown'],
    ['<style>p > b { content: "x" }</style>words', 'words'],
    ['<head><title>t</title><body>words', 'words'],
    ['&#83;ig&#x6e;ed &ltscript&gt; &nosuch; &#0;&#xd800;.', 'Signed &ltscript> &nosuch; .'],
    ['<pre>one</pre><pre>two</pre>', 'one\n\ntwo'],
  ])('%s', (html, text) => {
    expect(readHtml(html).text.replaceAll(/ +/g, ' ')).toBe(text)
  })

  it.each([
    '<p style="display: none">words</p>',
    '<p style="DISPLAY:/* */none">words</p>',
    '<span style="font-size:0px">words</span>',
    '<span style="font-size: 0">words</span>',
    '<font color="#FFFFFF">words</font>',
    "<span style='color : white'>words</span>",
    '<div style="max-height:0;overflow:hidden">words</div>',
    '<div style="position:absolute;left:-9999px">words</div>',
    '<div hidden>words</div>',
    '<div style="opacity:0">words</div>',
    '<div style="mso-hide:all">words</div>',
    '<style>.x{display:none}</style><p class="x">words</p>',
  ])('are shown where a mail program would hide them, and that is said: %s', (html) => {
    expect(readHtml(html)).toMatchObject({ text: 'words', hidden: true })
  })

  it.each([
    '<p style="font-size:10px;color:#fff000;margin:0">words</p>',
    '<p style="height:20px;line-height:1.0">words</p>',
    '<p class="hidden-print">words</p>',
    '<p>words</p>',
  ])('are taken for seen otherwise: %s', (html) => {
    expect(readHtml(html)).toEqual({ text: 'words', hidden: false, leftOut: false, remote: false })
  })

  it.each([
    '<svg><text>more</text></svg>',
    '<iframe>more</iframe>',
    '<noscript>more</noscript>',
    '<img alt="more',
    '<!-- more',
  ])('that are not shown are said to be there: %s', (html) => {
    expect(readHtml(`words ${html}`)).toMatchObject({ text: 'words', leftOut: true })
  })

  it('names what would be fetched, and fetches nothing', () => {
    expect(readHtml('<img src="http://evil.example/x.png">words')).toMatchObject({
      text: 'words',
      remote: true,
    })
  })

  it.each([
    ['<', 1_000_000],
    ['<a ', 300_000],
    ['<a b="', 200_000],
    ['<a b=\'"', 200_000],
    ['<!--', 250_000],
    ['<!-->', 200_000],
    ['<p style="display:', 60_000],
    ['<p style="/*', 80_000],
    ['<style>', 150_000],
    ['<svg>', 150_000],
    ['&#', 400_000],
    ['&amp', 250_000],
    ['\n ', 500_000],
    ['<br>', 250_000],
    ['<p style=" : : : ;;; color ">', 40_000],
    ['</style', 140_000],
    ['<head><style>', 80_000],
  ])('are found in time that follows the length: %s', (piece, times) => readsSwiftly(piece.repeat(times)))

  it('are found in time that follows the length: white space within attributes', () =>
    readsSwiftly(`<a color=${'\t'.repeat(19_900)}>`.repeat(50)))
})

function readsSwiftly(html: string): void {
  // Of the processor, since others may be at work on it.
  const before = process.cpuUsage()
  readHtml(html)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1000)
}
