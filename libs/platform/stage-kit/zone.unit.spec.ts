import { describe, expect, it } from '@jest/globals';
import { checkedZone } from './zone.js';

describe('the zone of a query', () => {
  it('is the organisation’s where none is given', () => {
    expect(checkedZone(undefined, 'Asia/Shanghai')).toBe('Asia/Shanghai');
    expect(checkedZone('Europe/Berlin', 'Asia/Shanghai')).toBe('Europe/Berlin');
  });

  it('has one name, however it is spelled: nobody makes the engine remember a zone twice', () => {
    expect(checkedZone('asia/SHANGHAI', 'UTC')).toBe('Asia/Shanghai');
    expect(checkedZone('ASIA/shanghai', 'UTC')).toBe('Asia/Shanghai');
  });

  it('is the organisation’s by the organisation’s name, however it is spelled', () => {
    expect(checkedZone('asia/kolkata', 'Asia/Kolkata')).toBe('Asia/Kolkata');
    expect(checkedZone('Asia/Kolkata', 'Asia/Kolkata')).toBe('Asia/Kolkata');
  });

  it.each(['Mars/Olympus', '+08:00', '../etc', ''])('is not %p', (zone) => {
    expect(() => checkedZone(zone, 'UTC')).toThrow('/zone');
  });
});
