const tones = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const withTones = (vowel: string) => tones.map((tone) => (vowel + tone).normalize('NFC'));

/** The twelve vowels, each in its six tones. */
export const vowels = Array.from('aăâeêioôơuưy', withTones);
export const consonants = Array.from('bcdđghklmnpqrstvx');

/** Each letter of Vietnamese in two words, except ỵ, which Tesseract does not know: its model has no such sign. */
export const reading = [
  'Nhà bà cả đã khá mạnh',
  'nói rằng sẵn sàng chăm sóc mắt trước mặt bàn phẳng',
  'lần đầu lên tầng rất cẩn thận theo hướng dẫn ở sân',
  'mẹ vẽ xe rất khéo để trẻ nghe kèn',
  'đi đường về kể chuyện lễ tết bệnh viện',
  'chị nghĩ khi nào nghỉ tìm tính',
  'con chó nhỏ trò chuyện trong ngõ học',
  'không hỗ trợ một số cổng hồ',
  'hơn nữa nhớ chờ mở cửa sợ lỡ',
  'thu thủ tục cũng cùng chú ý',
  'từ chữ viết lịch sử thứ tự tư vấn',
  'y tế quý khách kỹ sư kỷ luật kỳ hạn huyện',
  'đường phố xe đi gặp nhau',
  'bác sĩ trả lại mã thẻ bằng nhựa',
  'số chẵn bắt đầu thẳng hàng năm nay',
  'phẩm chất vẫn tốt nhân dân đặc biệt vui',
  'bè bạn sạch sẽ chén nhẹ yêu nền nếp dễ dàng',
  'chỉ đường chính nghĩa bánh mì',
  'tòa nhà bỏ trống nói rõ chọn lọc',
  'công việc đồng hành thay đổi bãi đỗ cán bộ',
  'thơ ca mỡ lợn',
  'dùng đủ phút vũ trụ phục vụ',
  'dừng lại đứng dậy thực hiện',
  'hoa quỳnh một tỷ nước mỹ',
  'mùa xuân quà qua',
].join(', ');
