import { describe, expect, it } from '@jest/globals';
import { checkedZone } from './zone.js';

describe('the zone of a query', () => {
  it('is the organisation’s where none is given', () => {
    expect(checkedZone(undefined, 'Asia/Shanghai')).toBe('Asia/Shanghai');
    expect(checkedZone('Europe/Berlin', 'Asia/Shanghai')).toBe('Europe/Berlin');
  });

  it.each(['Mars/Olympus', '+08:00', '../etc', ''])('is not %p', (zone) => {
    expect(() => checkedZone(zone, 'UTC')).toThrow('/zone');
  });
});
