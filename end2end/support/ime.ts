// An input method, as the browser meets one: text being composed, a syllable at a time, and keys that the method sees first.
import type { CDPSession, Page } from '@playwright/test'

export class InputMethod {
  private constructor(private readonly browser: CDPSession) {}

  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page))
  }

  /** What stands under the cursor while keys are pressed, one state after the other. */
  async composes(...states: string[]): Promise<void> {
    for (const text of states) {
      await this.browser.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    }
  }

  /** What was composed becomes text. */
  async commits(text: string): Promise<void> {
    await this.browser.send('Input.insertText', { text })
  }

  /** Enter, taken by the input method: the page is told of a key 229, called `Enter` (macOS) or `Process` (elsewhere). */
  async takesEnter(key: 'Enter' | 'Process'): Promise<void> {
    const enter = { key, code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 }
    await this.browser.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
  }
}
