package dev.actr.mailbox.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals whose bytes are not what was written. */
class JournalDamageTest {

  private static final int SEGMENT = 160;
  private static final int RECORDS = 22;

  @TempDir Path directory;
  private final List<Path> files = new ArrayList<>();
  private final List<byte[]> whole = new ArrayList<>();

  /** Which file each record is in, and where it ends. */
  private final int[] fileOf = new int[RECORDS];

  private final int[] endOf = new int[RECORDS];

  private static final class Content implements Journal.Reader {
    final List<String> records = new ArrayList<>();

    @Override
    public void record(long position, ByteBuffer record) {
      records.add(StandardCharsets.UTF_8.decode(record).toString());
    }
  }

  private static String text(int record) {
    return "record " + "x".repeat(record) + record;
  }

  @BeforeEach
  void writeJournal() throws IOException {
    Journal journal = Journal.open(directory, SEGMENT, Segment::create, (position, record) -> {});
    for (int i = 0; i < RECORDS; i++) {
      byte[] record = text(i).getBytes(StandardCharsets.UTF_8);
      if (journal.free() < Segment.sizeOf(record.length)) {
        journal.begin(journal.prepare(SEGMENT), i);
      }
      long position = journal.append(record);
      fileOf[i] = (int) (position >>> 32) - 1;
      endOf[i] = (int) position + Segment.sizeOf(record.length);
    }
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(file -> file.toString().endsWith(".segment")).sorted().forEach(files::add);
    }
    for (Path file : files) {
      whole.add(Files.readAllBytes(file));
    }
    assertThat(files).hasSizeGreaterThan(3);
  }

  private void restore() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    for (int i = 0; i < files.size(); i++) {
      Files.write(files.get(i), whole.get(i));
    }
  }

  private List<String> prefix(int records) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      texts.add(text(i));
    }
    return texts;
  }

  /** How many records come before an offset of a file, those that reach it not counted. */
  private int recordsBefore(int file, int offset) {
    int before = 0;
    while (before < RECORDS
        && (fileOf[before] < file || fileOf[before] == file && endOf[before] <= offset)) {
      before++;
    }
    return before;
  }

  /** Opens what is there, checks what it says, writes more, and opens it again. */
  private void opensWith(int records, boolean reported, String what) throws IOException {
    Content content = new Content();
    Journal journal = Journal.open(directory, SEGMENT, Segment::create, content);
    assertThat(content.records).as(what).isEqualTo(prefix(records));
    assertThat(journal.discarded() > 0).as("%s: reported", what).isEqualTo(reported);
    byte[] more = "more".getBytes(StandardCharsets.UTF_8);
    if (journal.free() < Segment.sizeOf(more.length)) {
      journal.begin(journal.prepare(SEGMENT), 0);
    }
    journal.append(more);
    Content again = new Content();
    Journal reopened = Journal.open(directory, SEGMENT, Segment::create, again);
    List<String> expected = prefix(records);
    expected.add("more");
    assertThat(again.records).as("%s, opened again", what).isEqualTo(expected);
    assertThat(reopened.discarded()).as("%s, opened again", what).isZero();
  }

  @Test
  void aJournalOpensAsItWasWritten() throws IOException {
    opensWith(RECORDS, false, "whole");
  }

  @Test
  void aFlippedByteAtAnyOffsetLeavesAllThatWasWrittenBefore() throws IOException {
    int last = files.size() - 1;
    for (int file = 0; file <= last; file++) {
      for (int offset = 0; offset < SEGMENT; offset++) {
        restore();
        byte[] damaged = whole.get(file).clone();
        damaged[offset] ^= (byte) 0x55;
        Files.write(files.get(file), damaged);
        int records =
            offset < Segment.HEADER ? recordsBefore(file, 0) : recordsBefore(file, offset);
        boolean slack = offset >= endOf[recordsBefore(file, SEGMENT) - 1];
        // Nothing was written to the end of a file that others follow, nor between records.
        int hit = recordsBefore(file, offset);
        boolean padding = offset >= Segment.HEADER && !slack && offset >= textEnd(hit);
        boolean harmless = padding || slack && file < last;
        // A word there may be the end of a record that was never finished, a byte after it not.
        boolean unfinished = slack && file == last && offset >= endOf[RECORDS - 1] + Long.BYTES;
        opensWith(
            harmless ? RECORDS : records,
            !harmless && !unfinished,
            "file " + file + " offset " + offset);
      }
    }
  }

  @Test
  void whateverIsCutOffTheLastFileWhatIsBeforeIsThere() throws IOException {
    int last = files.size() - 1;
    for (int length = 0; length < SEGMENT; length++) {
      restore();
      Files.write(files.get(last), Arrays.copyOf(whole.get(last), length));
      Content content = new Content();
      Journal journal = Journal.open(directory, SEGMENT, Segment::create, content);
      int records = length < Segment.HEADER ? recordsBefore(last, 0) : recordsBefore(last, length);
      assertThat(content.records).as("cut at %d", length).isEqualTo(prefix(records));
    }
  }

  @Test
  void aFileWithANumberThatNoneHasIsSetAside() throws IOException {
    Path strange = directory.resolve("9999999999.segment");
    Files.write(strange, whole.get(0));

    opensWith(RECORDS, true, "a strange file");
    assertThat(strange).doesNotExist();
    assertThat(directory.resolve("9999999999.segment.damaged")).hasBinaryContent(whole.get(0));
  }

  /** What the end of the machine leaves: pages that were written, and pages that were not. */
  @Test
  void zerosFromAnyOffsetOfTheLastFileLeaveAllThatIsBefore() throws IOException {
    int last = files.size() - 1;
    for (int offset = 0; offset < SEGMENT; offset++) {
      restore();
      byte[] torn = whole.get(last).clone();
      Arrays.fill(torn, offset, SEGMENT, (byte) 0);
      Files.write(files.get(last), torn);
      Content content = new Content();
      Journal.open(directory, SEGMENT, Segment::create, content);
      int records = offset < Segment.HEADER ? recordsBefore(last, 0) : 0;
      if (offset >= Segment.HEADER) {
        // The padding of a record is zeros already.
        while (records < RECORDS && (fileOf[records] < last || textEnd(records) <= offset)) {
          records++;
        }
      }
      assertThat(content.records).as("zeros from %d", offset).isEqualTo(prefix(records));
    }
  }

  private int textEnd(int record) {
    int length = text(record).length();
    return endOf[record] - Segment.sizeOf(length) + Long.BYTES + length;
  }

  /** The process may end at any step of it. */
  @Test
  void aFileThatWasBeingDeletedIsNoDamage() throws IOException {
    Files.write(files.get(0), new byte[0]);
    Content content = new Content();
    Journal journal = Journal.open(directory, SEGMENT, Segment::create, content);
    assertThat(content.records).isEqualTo(prefix(RECORDS).subList(recordsBefore(1, 0), RECORDS));
    assertThat(journal.discarded()).isZero();
    assertThat(files.get(0)).doesNotExist();
  }

  @Test
  void aMissingFileEndsTheJournal() throws IOException {
    Files.delete(files.get(1));
    opensWith(recordsBefore(1, 0), true, "without the second file");
  }

  @Test
  void whatIsDamagedIsKept() throws IOException {
    byte[] damaged = whole.get(0).clone();
    damaged[Segment.HEADER + Long.BYTES] ^= 1;
    Files.write(files.get(0), damaged);
    opensWith(0, true, "the first record");
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> kept = all.filter(file -> file.toString().endsWith(".damaged")).sorted().toList();
      assertThat(kept).hasSize(files.size());
      assertThat(Files.readAllBytes(kept.get(0)))
          .isEqualTo(
              Arrays.copyOfRange(damaged, Segment.HEADER, textEnd(recordsBefore(0, SEGMENT) - 1)));
      assertThat(Files.readAllBytes(kept.get(1))).isEqualTo(whole.get(1));
    }
  }
}
