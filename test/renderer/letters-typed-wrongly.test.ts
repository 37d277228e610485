import { describe, expect, it } from 'vitest';
import { deleteLetter, setTone, typeLetter, typeTelex } from '../../src/renderer/keyboard/telex.ts';
import { isFull } from '../support/repetitions.ts';

const telex = (keys: string) => Array.from(keys).reduce(typeTelex, '');

/** As typed by people: marks at once or at the end, tones anywhere after their vowel. */
const typed = `
  tieengs tiếng|tiengse tiếng|Vieetj Việt|vietje việt|nguowif người|nguoifw người|nguwowif người|dduwowngf đường
  dduwongf đường|duongfwd đường|Huwowngf Hường|phuwowngf phường|xax xã|huyeenj huyện|tinhr tỉnh|thanhf thành|phoos phố
  quaanj quận|thoon thôn|aaps ấp|xoms xóm|toor tổ|soos số|nhaf nhà|ngox ngõ|ngachs ngách|hemr hẻm|kheems khếm
  hoaf hòa|hoafn hoàn|hoanf hoàn|hoangf hoàng|khoer khỏe|khoers khóe|khoeos khoéo|thuyr thủy|thuys thúy|thuyeenf thuyền|thuyenfe thuyền
  quyf quỳ|quys quý|quaf quà|quoocs quốc|quoosc quốc|quowr quở|quawnj quặn|gif gì|gias giá|gieengs giếng|giengse giếng|giuwx giữ|ginf gìn
  giowf giờ|giuowngf giường|giuwowngf giường|gioos giố|muaf mùa|muwaf mừa|muawf mừa|mua mua|muaw mưa|luuw lưu|huuw hưu
  guiwr gửi|guwri gửi|ruwouj rượu|ruouwj rượu|huowu hươu|thuowr thuở|thuowng thương|thuonwg thương|huow huơ|khuya khuya
  khuyru khuỷu|khuyur khuỷu|nguyeenx nguyễn|Nguyexen Nguyễn|Nguyenex Nguyễn|traanf trần|Tranaf Trần|leef lề|LEE LÊ|phamj phạm|vox võ|vux vũ
  hoangf hoàng|DDawngj Đặng|DDAWNGJ ĐẶNG|Dangwdj Đặng|buif bùi|ddoox đỗ|hoof hồ|ngoo ngô|duwowng dương|lys lý|DDINH ĐINH
  xoong xông|xooong xoong|xooongs xoóng|moocs mốc|mooocs moóc|oaio oaio|ngoeo ngoeo|ngoeor ngoẻo|ngoreo ngoẻo|oeo oeo
  asw ắ|ass as|asss ass|aff af|arr ar|axx ax|ajj aj|asz a|az az|aaa aa|eee ee|ooo oo|aww aw|oww ow|uww uw|uoww uow|ddd dd
  ana ân|anaa ana|dand đan|dandd dand|add add|bass bas|class clas|see sê|nhw như|tw tư|w w|tww tuw
  uoong uông|uống uống|buoonf buồn|Buoon Buôn|Thuoojt Thuột|muoons muốn|cuoois cuối|cuoiso cuối|uoocs uốc
  yeeu yêu|yeus yéu|yeeus yếu|yeens yến|ys ý|Y Y|y y|ia ia|kiaf kìa|nghiax nghĩa|nghieeng nghiêng
  DDawsk Đắk|Lawsk Lắk|Krông Krông|Kroong Krông|Nawng Năng|Pleiku Pleiku|Niee Niê|Byaw Byă|Kddawm Kđăm|Kpaw Kpă|Chuw Chư|Seex Sễ
  Eban Eban|Blowi Blơi|Rowcf Rờc|Chaam Châm|Ksorr Ksor|Siu Siu|Brees Brế|Breesu Brếu|Ea Ea|leo leo|Hen Hen|Gia Gia|Rai Rai|Pawh Păh
  oanhs oánh|uynhf uỳnh|huyts huýt|xoawns xoắn|khuaays khuấy|khuaasy khuấy|tuaanf tuần|luaatj luật|hueej huệ|Huees Huế|thuees thuế
  ngoawts ngoắt|oais oái|ngoais ngoái|xoays xoáy|khoans khoán|toans toán|toansz toan|tosan toán|caays cấy|caayf cầy|aau âu|mayas mấy
  coong công|congo công|ddoongf đồng|Dongodf Đồng|nawm năm|thangs tháng|ngayf ngày|thuws thứ|bayr bảy|chuwx chữ|ddieenj điện
  truwowngf trường|Truongwf Trường|Sown Sơn|Son Son|laam lâm|hair hải|Haair Hẩi|ninhf nình|binhf bình|quangr quảng|Quangrr Quangr`;

const table = typed
  .trim()
  .split(/[|\n]+/)
  .map((pair) => pair.trim().split(' '));

it.each(table)('%s → %s', (keys = '', word = '') => {
  expect(telex(keys)).toBe(word);
  expect(telex(keys).normalize('NFC')).toBe(telex(keys));
});

describe('any syllable of the language', () => {
  const onsets = ['', ...'b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x'.split(' ')];
  /** Every rhyme, with the acute where it is written by the older rule. */
  const rhymes = `á ác ách ái ám án áng ánh áo áp át áu áy ắc ắm ắn ắng ắp ắt ấc ấm ấn ấng ấp ất ấu ấy
    é éc ém én éng éo ép ét ế ếch ếm ến ếnh ếp ết ếu í ích ím ín ính íp ít íu ía iếc iếm iến iếng iếp iết iếu
    ó óc ói óm ón óng óp ót óa oác oách oái oán oáng oánh oáo oát oáy oắc oắm oắn oắng oắt óe oén oéo oét oóc oóng
    ố ốc ối ốm ốn ống ốp ốt ớ ới ớm ớn ớp ớt ú úc úi úm ún úng úp út úa uấn uấng uất uấy uế uếch uếnh uốc uối uốm uốn uống uốt uớ
    úy uých uýnh uýt uýu uyến uyết ứ ức ứng ứt ứu ứi ứa ước ưới ướm ướn ướng ướp ướt ướu ý yếm yến yết yếu`.split(
    /\s+/,
  );
  const marks = { s: '\u0301', f: '\u0300', r: '\u0309', x: '\u0303', j: '\u0323' };
  const signs: Record<string, string> = { '\u0302': '^', '\u0306': 'w', '\u031b': 'w' };

  /** The keys for a syllable, from Unicode's own taking apart: each mark at once; all at the end; the tone before the marks. */
  function keysOf(syllable: string): string[] {
    let plain = '';
    let atOnce = '';
    let late = '';
    let tone = '';
    for (const letter of syllable) {
      const [base = '', ...parts] = Array.from(letter.replace('đ', 'd').normalize('NFD'));
      const toneKey = Object.entries(marks).find(([, mark]) => parts.includes(mark))?.[0] ?? '';
      const sign = letter === 'đ' ? 'd' : parts.map((part) => signs[part]).find((found) => found !== undefined);
      const signKey = sign === '^' ? base : (sign ?? '');
      plain += base;
      atOnce += base + signKey;
      // One w makes ươ at the end.
      if (!(signKey === 'w' && late.includes('w'))) late += signKey;
      tone += toneKey;
    }
    return [atOnce + tone, plain + late + tone, plain + tone + late];
  }

  it.each(onsets)('that begins with "%s"', (onset) => {
    const wrong: string[] = [];
    // Each rhyme after several onsets; after every one in the full run.
    for (const acute of rhymes.filter((_, at) => isFull || (at + onsets.indexOf(onset)) % 7 === 0)) {
      const plain = acute.normalize('NFD').replace('\u0301', '').normalize('NFC');
      // The u of "qu" and the i of "gi" are the consonant's own.
      if (onset === 'qu' && /^[uoiy]/.test(plain.normalize('NFD'))) continue;
      if ((onset === 'gi' && /^[iy]/.test(plain)) || (onset === 'g' && /^i[uaê]/.test(plain))) continue;
      for (const mark of ['', ...Object.values(marks)]) {
        const syllable = (onset + acute).normalize('NFD').replace('\u0301', mark).normalize('NFC');
        // Two of one letter are typed with three.
        for (const keys of keysOf(syllable).map((each) => (plain.startsWith('oo') ? each.replace('oo', 'ooo') : each)))
          if (telex(keys) !== syllable) wrong.push(`${keys}: ${telex(keys)}, not ${syllable}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('the keyboard on the screen', () => {
  const tap = (letters: string) => Array.from(letters).reduce(typeLetter, '');

  it('writes the letter that stands on the key, and moves the tone to where it belongs', () => {
    expect(tap('Hoo')).toBe('Hoo');
    expect(tap('ass')).toBe('ass');
    expect(setTone(tap('Thanh Hoa'), 'sac')).toBe('Thanh Hóa');
    expect(Array.from('n').reduce(typeLetter, setTone(tap('hoa'), 'huyen'))).toBe('hoàn');
    expect(setTone(tap('Trần Phu'), 'sac')).toBe('Trần Phú');
    expect(setTone(tap('nguyên'), 'nga')).toBe('nguyễn');
    expect(setTone(setTone(tap('hoa'), 'nga'), 'none')).toBe('hoa');
    expect(setTone('12/', 'sac')).toBe('12/');
    expect(setTone('', 'sac')).toBe('');
  });

  it.each([
    ["H'Hen Niê", "H'Hen Niê"],
    ['Y Thanh Byă', 'Y Thanh Byă'],
    ['Số 12/3B, ấp Tân Lập', 'Số 12/3B, ấp Tân Lập'],
  ])('keeps %s as it is', (name) => {
    const letters = name
      .normalize('NFD')
      .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
      .normalize('NFC');
    const tones = { '\u0301': 'sac', '\u0323': 'nang' } as const;
    let text = '';
    const words = name.split(' ');
    letters.split(' ').forEach((word, at) => {
      if (at > 0) text = typeLetter(text, ' ');
      text = Array.from(word).reduce(typeLetter, text);
      for (const [mark, tone] of Object.entries(tones))
        if (words[at]?.normalize('NFD').includes(mark)) text = setTone(text, tone);
    });
    expect(text).toBe(name);
  });

  it('deletes letter by letter, and a tone with the last vowel', () => {
    const seen: string[] = [];
    for (let text = 'số hoàng'; text; text = deleteLetter(text)) seen.push(text);
    expect(seen).toEqual(['số hoàng', 'số hoàn', 'số hòa', 'số hò', 'số h', 'số ', 'số', 's']);
  });

  it('changes the last word only', () => {
    expect(Array.from('s').reduce(typeTelex, 'cà phê sưa')).toBe('cà phê sứa');
    expect(telex("H'Hen")).toBe("H'Hen");
    expect(telex('12s')).toBe('12s');
  });
});
