package dev.actr.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntakeTest {

  private final Intake intake = new Intake();

  @Test
  void jobsComeOutInTheOrderOfEachThreadThatAddsThem() {
    int adding = 4;
    int each = 5000;
    List<CompletableFuture<Void>> threads =
        IntStream.range(0, adding)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < each; i++) {
                            intake.add(SchedulerFixture.job(List.of(thread, i), false, () -> {}));
                          }
                        }))
            .toList();
    Map<Object, List<Object>> taken = new HashMap<>();
    boolean over;
    do {
      over = threads.stream().allMatch(CompletableFuture::isDone);
      for (Job job = intake.take(); job != null; job = intake.take()) {
        List<?> key = (List<?>) job.key;
        taken.computeIfAbsent(key.get(0), thread -> new ArrayList<>()).add(key.get(1));
      }
    } while (!over);

    List<Object> order = IntStream.range(0, each).<Object>mapToObj(i -> i).toList();
    assertThat(taken).hasSize(adding);
    assertThat(taken.values()).allSatisfy(numbers -> assertThat(numbers).isEqualTo(order));
    assertThat(intake.count()).isEqualTo(adding * each);
  }

  @Test
  void afterTheEndThereIsWhatCameBeforeAndNothingMore() {
    Job before = SchedulerFixture.job(null, false, () -> {});
    intake.add(before);
    intake.end();

    assertThat(intake.add(SchedulerFixture.job(null, true, () -> {}))).isFalse();
    assertThat(intake.isUrgent()).isFalse();
    assertThat(intake.count()).isEqualTo(1);
    assertThat(intake.take()).isSameAs(before);
    assertThat(intake.take()).isNull();
  }

  @Test
  void itIsUrgentFromAJobOfHighPriorityUntilAllAreTaken() {
    intake.add(SchedulerFixture.job(null, false, () -> {}));
    assertThat(intake.isUrgent()).isFalse();
    intake.add(SchedulerFixture.job(null, true, () -> {}));
    assertThat(intake.isUrgent()).isTrue();
    intake.calm();
    assertThat(intake.isUrgent()).isFalse();
  }
}
