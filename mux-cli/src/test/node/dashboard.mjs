// Drives the dashboard as a person would, in headless Chromium: node dashboard.mjs LINK PICTURES, with the directory
// of playwright-core in PLAYWRIGHT and the browser in CHROMIUM. Prints "ok" and a sentence for each thing that it has
// seen, and ends with another exit code than 0 at the first that it has not.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { chromium } = createRequire(process.env.PLAYWRIGHT + '/')('playwright-core');
const [link, pictures] = process.argv.slice(2);
const HOSTILE = '<img src=x onerror=alert(1)>';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  // root has no sandbox, and the page is ours
  args: process.getuid() === 0 ? ['--no-sandbox'] : [],
});
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
context.setDefaultTimeout(20_000);
const page = await context.newPage();
const wrong = [];
const asked = [];
page.on('pageerror', (e) => wrong.push(e.message));
page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
page.on('console', (message) => message.text() === 'call whoami' && console.log(message.text()));
page.on('dialog', (dialog) => wrong.push('a script of a server ran: ' + dialog.message()));
page.on('request', (request) => asked.push(request.url()));

const see = async (what, test) => {
  await test();
  console.log('ok ' + what);
};
const shows = (selector, text) => page.locator(selector, { hasText: text }).first().waitFor();
const picture = (name) => page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
const view = (name) => page.click(`nav a[data-view="${name}"]`);

try {
  await see('the link logs in, and nothing of it stays in the address', async () => {
    await page.goto(link);
    await shows('#servers tbody th', 'it');
    assert.equal(new URL(page.url()).hash, '#/servers');
    assert.ok(asked.every((url) => !url.includes(new URL(link).hash.slice(1))));
    await shows('#link', 'Live');
  });

  await see('servers stand there with their state, calls, failures and memory', async () => {
    const row = page.locator('#servers tbody tr', { hasText: 'it' }).first();
    await row.locator('.state', { hasText: 'ready' }).waitFor();
    assert.match(await row.innerText(), /MB\s+4\s+3\s/);
    await shows('#sharing', 'for 1 session');
    await picture('servers-1440-light');
  });

  await see('a table is sorted by its heads, with the keyboard', async () => {
    const head = page.locator('#servers thead th', { hasText: 'Calls' });
    await head.locator('button').focus();
    await page.keyboard.press('Enter');
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    await page.keyboard.press('Enter');
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    assert.equal(await head.locator('button').evaluate((button) => button === document.activeElement), true);
  });

  await see('one server shows its tools, and a hostile name is text', async () => {
    await page.locator('#servers tbody a', { hasText: /^it$/ }).click();
    await shows('#server-name', 'it');
    await shows('#tools tbody th', HOSTILE);
    await shows('#tools tbody th', '?txt.exe?]0;x?');
    assert.equal(await page.locator('main img').count(), 0);
    await shows('#processes .state', 'ready');
    await picture('server-1440-light');
  });

  await see('a server may have any name', async () => {
    await view('servers');
    await page.locator('#servers tbody a', { hasText: 'the other+one;&' }).click();
    await shows('#server-name', 'the other+one;&');
    await shows('#server-state', 'not started');
    await page.click('#switch');
    await page.click('#ask-yes');
    await shows('#server-state', 'disabled');
    await page.click('#server-logs');
    await page.waitForFunction(() => document.getElementById('logs-server').value === 'the other+one;&');
    await view('servers');
    await page.locator('#servers tbody a', { hasText: /^it$/ }).click();
    await shows('#tools tbody th', 'add');
  });

  await see('the plots come when something was counted', async () => {
    await page.locator('#server-plots canvas').nth(2).waitFor();
    assert.match(await page.locator('#server-plots figcaption').first().innerText(), /\/s/);
    await page.click('#server-plots button:has-text("Day")');
    await shows('#server-plots button[aria-pressed="true"]', 'Day');
  });

  await see('sessions can be filtered', async () => {
    await view('sessions');
    await shows('#sessions tbody td', 'test');
    await page.fill('#sessions-filter', 'no such client');
    await shows('#sessions .empty', 'No session');
    await page.fill('#sessions-filter', 'TEST');
    await shows('#sessions tbody td', 'test');
  });

  await see('the log of a server is shown', async () => {
    await view('logs');
    await page.selectOption('#logs-server', 'it');
    await shows('#logs p', 'started');
  });

  await see('the tap shows what passes, filtered, masked and as text', async () => {
    await view('tap');
    await page.fill('#tap-tool', 'whoami');
    await page.check('#tap-bodies');
    await page.click('#tap-run');
    await shows('#tap .empty', 'Listening');
    console.log('call whoami');
    await shows('#tap tbody td', 'tools/call whoami');
    await shows('#tap tbody td', 'whoami, response');
    await shows('#tap tbody td', /90071992547\d+[13579] \//); // as it is, and no other
    await page.locator('#tap details summary').first().click();
    assert.ok(!(await page.locator('#tap').innerText()).includes('add'));
    await picture('tap-1440-light');
    await page.click('#tap-run');
  });

  await see('nothing that the page can ask for has a secret in it', async () => {
    const said = await page.evaluate(async () => {
      const headers = { 'X-Mcpmux-Key': localStorage.getItem('mcpmux-key') };
      const read = async (path, more, whenOpen = () => {}) => {
        const abort = new AbortController();
        const answer = await fetch('/dashboard/' + path, { headers, signal: abort.signal });
        whenOpen();
        const reader = answer.body.getReader();
        let text = '';
        try {
          while (!text.includes(more)) {
            const { value, done } = await reader.read();
            if (done) break;
            text += new TextDecoder().decode(value);
          }
        } finally {
          abort.abort();
        }
        return text;
      };
      const tap = read('tap?bodies=1&unmasked=1', 'whoami', () => console.log('call whoami'));
      return [await tap, await read('events?server=it', '\n\n'), await read('logs', '\n\n'), await read('history', '}')].join('\n');
    });
    assert.ok(said.includes('whoami') && said.includes('"sharing"'), said.slice(0, 500));
    assert.ok(!said.includes('s3cr3t'), 'a secret is shown');
  });

  await see('a restart asks first, and Escape does nothing', async () => {
    await view('servers');
    await page.locator('#servers tbody a', { hasText: /^it$/ }).click();
    const pid = await page.locator('#processes tbody th').first().innerText();
    await page.click('#restart');
    await shows('#ask-title', 'Restart it?');
    await picture('question-1440-light');
    assert.equal(await page.locator('#ask-no').evaluate((button) => button === document.activeElement), true);
    await page.keyboard.press('Escape');
    await page.locator('#ask').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('#processes tbody th').first().innerText(), pid);
    await page.click('#restart');
    await page.click('#ask-yes');
    await page.waitForFunction((old) => {
      const now = document.querySelector('#processes tbody th')?.textContent;
      return now && now !== old && document.querySelectorAll('#processes tbody tr').length === 1;
    }, pid);
    await shows('#said', 'it was restarted');
  });

  await see('a server is disabled after a question, and enabled again', async () => {
    await page.click('#switch');
    await shows('#ask-title', 'Disable it?');
    await page.click('#ask-yes');
    await shows('#server-state', 'disabled');
    await shows('#switch', 'Enable');
    await page.click('#switch');
    await shows('#switch', 'Disable…');
  });

  await see('light and dark are the system’s, or chosen, and stay', async () => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction((before) => getComputedStyle(document.body).backgroundColor !== before, light);
    await page.click('#theme');
    assert.equal(await paper(), light);
    await page.click('#theme');
    assert.notEqual(await paper(), light);
    await page.reload();
    await shows('#link', 'Live');
    assert.notEqual(await paper(), light);
    await picture('server-1440-dark');
  });

  await see('at 360 pixels nothing is wider than the screen', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const name of ['servers', 'sessions', 'tap', 'logs']) {
      await view(name);
      await page.locator('#view-' + name).waitFor();
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, name);
      await picture(name + '-360-dark');
    }
    await view('servers');
    await page.locator('#servers tbody a', { hasText: /^it$/ }).click();
    await shows('#server-name', 'it');
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, 'server');
    await picture('server-360-dark');
  });

  await see('the keyboard reaches everything, and where it is can be seen', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await view('servers');
    await shows('#servers tbody th', 'it');
    const reached = new Set();
    await page.evaluate(() => document.activeElement.blur());
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const [name, outlined] = await page.evaluate(() => {
        const at = document.activeElement;
        return [at !== document.body && (at.id || at.textContent), getComputedStyle(at).outlineStyle !== 'none'];
      });
      if (name) {
        assert.ok(outlined || name === 'content', name + ' has no outline');
        reached.add(name);
      }
    }
    for (const name of ['Skip to the content', 'Sessions', 'theme', 'Hour', 'Calls', 'it']) {
      assert.ok([...reached].some((each) => each === name), name + ' is not reached: ' + [...reached].join(', '));
    }
  });

  await see('a page that nobody sees ends its streams, and comes back with them', async () => {
    const turn = (hidden) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { get: () => value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('/dashboard/events'));
    await turn(true);
    await ended;
    const begun = page.waitForRequest((request) => request.url().includes('/dashboard/events'));
    await turn(false);
    await begun;
  });

  await see('all came from the daemon, and the browser had nothing to say', async () => {
    const { origin } = new URL(link);
    assert.deepEqual(asked.filter((url) => new URL(url).origin !== origin && !url.startsWith('data:')), []);
    assert.deepEqual(wrong, []);
  });

  await see('the same link logs nobody in again', async () => {
    const other = await (await browser.newContext()).newPage();
    await other.goto(link);
    await other.locator('#out-text', { hasText: 'has been used' }).waitFor();
    await other.screenshot({ path: `${pictures}/used-link.png` });
    // and again, in the page that is open
    await other.evaluate((hash) => (location.hash = hash), new URL(link).hash);
    await other.waitForURL('**/dashboard#/servers');
  });
} finally {
  await browser.close();
}
