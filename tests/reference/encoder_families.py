"""Encoders. Sizes are odd on purpose: heads and widths that no power of two divides, prime inner widths, vocabularies
padded beyond the tokenizer."""

import transformers as t

import encoder_stages as stages
import family_tokenizers as tokenizers
from family_models import FULL, LONG, UNICODE, Family, first_bert, with_positions
from longformer_stages import longformer

BERT_ENDS = dict(unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]")
ROBERTA_ENDS = dict(
    bos_token="<s>",
    eos_token="</s>",
    cls_token="<s>",
    sep_token="</s>",
    pad_token="<pad>",
    unk_token="<unk>",
    mask_token="<mask>",
)
PAIRED = (("full", "The mill", "Where?"), ("unicode", UNICODE, None), ("long", LONG, "It is."))
MASKED = (("full", "The [MASK] by the water", None), ("unicode", UNICODE, None), ("long", LONG, None))
# Longer than the wider window on both sides, with an odd rest.
WIDE = (("full", FULL, None), ("unicode", UNICODE, None), ("long", LONG + " Wo ist?", None))
NO_DROPOUT = dict(attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0)


def bert_like(**changes):
    sizes = dict(
        vocab_size=129,
        hidden_size=30,
        num_hidden_layers=2,
        num_attention_heads=5,
        intermediate_size=47,
        max_position_embeddings=64,
        pad_token_id=0,
        layer_norm_eps=3e-3,  # large enough to be missed
    )
    return sizes | NO_DROPOUT | changes


def roberta_like(**changes):
    ends = dict(
        vocab_size=293, max_position_embeddings=66, pad_token_id=1, bos_token_id=0, eos_token_id=2, type_vocab_size=1
    )
    return bert_like(**(ends | changes))


ENCODERS = {
    "bert": Family(
        t.BertForMaskedLM,
        t.BertConfig,
        bert_like(intermediate_size=37),
        stages.bert,
        tokenizers.wordpiece,
        BERT_ENDS,
        texts=PAIRED,
        on_hub=first_bert,
    ),
    "bert_classifier": Family(
        t.BertForSequenceClassification,
        t.BertConfig,
        bert_like(
            hidden_size=24,
            num_attention_heads=3,
            intermediate_size=41,
            hidden_act="gelu_new",
            id2label={0: "sad", 1: "neither", 2: "glad"},
            label2id={"sad": 0, "neither": 1, "glad": 2},
        ),
        stages.bert,
        tokenizers.wordpiece,
        BERT_ENDS,
        shard="30KB",
    ),
    "bert_tokens": Family(
        t.BertForTokenClassification,
        t.BertConfig,
        bert_like(hidden_act="relu", id2label={i: n for i, n in enumerate(("O", "B-PER", "I-PER", "B-LOC", "I-LOC"))}),
        stages.bert,
        tokenizers.wordpiece,
        BERT_ENDS,
        dtype="bfloat16",
    ),
    "bert_questions": Family(
        t.BertForQuestionAnswering,
        t.BertConfig,
        bert_like(hidden_size=24, num_attention_heads=3, intermediate_size=41, hidden_act="gelu_pytorch_tanh"),
        stages.bert,
        tokenizers.wordpiece,
        BERT_ENDS,
        dtype="bfloat16",
        texts=PAIRED,
    ),
    "albert": Family(
        t.AlbertForMaskedLM,
        t.AlbertConfig,
        bert_like(
            vocab_size=131, num_hidden_layers=3, num_hidden_groups=2, embedding_size=16, bos_token_id=4, eos_token_id=5
        )
        | dict(inner_group_num=1, hidden_act="gelu_new", classifier_dropout_prob=0.0),
        stages.albert,
        tokenizers.bigbird_kind,
        dict(BERT_ENDS, unk_token="<unk>", pad_token="<pad>"),
        dtype="bfloat16",
        texts=(("full", "The mill", None), ("unicode", UNICODE, None), ("long", LONG, None)),
    ),
    "mpnet": Family(
        t.MPNetForMaskedLM,
        t.MPNetConfig,
        roberta_like(hidden_size=24, num_attention_heads=3, intermediate_size=41),
        stages.mpnet,
        tokenizers.roberta_kind,
        ROBERTA_ENDS,
        dtype="bfloat16",
    ),
    "minilm": Family(
        t.BertModel,
        t.BertConfig,
        bert_like(hidden_size=36, num_attention_heads=6, intermediate_size=43),
        stages.bert,
        tokenizers.wordpiece,
        BERT_ENDS,
        dtype="bfloat16",
        on_hub=with_positions,
    ),
    "roberta": Family(
        t.RobertaForMaskedLM,
        t.RobertaConfig,
        roberta_like(layer_norm_eps=2e-3),
        stages.bert,
        tokenizers.roberta_kind,
        ROBERTA_ENDS,
        dtype="bfloat16",
        shard="20KB",
        texts=(("full", FULL.replace("mill", "<mask>"), None), ("unicode", UNICODE, "水!"), ("long", LONG, None)),
    ),
    "distilbert": Family(
        t.DistilBertForMaskedLM,
        t.DistilBertConfig,
        dict(
            vocab_size=129,
            dim=30,
            n_layers=2,
            n_heads=5,
            hidden_dim=47,
            max_position_embeddings=64,
            pad_token_id=0,
            dropout=0.0,
            attention_dropout=0.0,
        ),
        stages.distilbert,
        tokenizers.wordpiece,
        BERT_ENDS,
        dtype="float16",
        texts=MASKED,
    ),
    "electra_generator": Family(
        t.ElectraForMaskedLM,
        t.ElectraConfig,
        bert_like(embedding_size=22),
        stages.electra,
        tokenizers.wordpiece,
        BERT_ENDS,
        dtype="float16",
        texts=PAIRED,
    ),
    "electra_discriminator": Family(
        t.ElectraForPreTraining,
        t.ElectraConfig,
        bert_like(hidden_size=36, num_attention_heads=6, intermediate_size=41, embedding_size=20),
        stages.electra,
        tokenizers.wordpiece,
        BERT_ENDS,
        dtype="bfloat16",
    ),
    "longformer": Family(
        t.LongformerForMaskedLM,
        t.LongformerConfig,
        roberta_like(attention_window=[4, 8], hidden_size=24, num_attention_heads=3, intermediate_size=41),
        longformer,
        tokenizers.roberta_kind,
        ROBERTA_ENDS,
        dtype="bfloat16",
        texts=WIDE,
    ),
    "longformer_classifier": Family(
        t.LongformerForSequenceClassification,
        t.LongformerConfig,
        roberta_like(attention_window=[6, 6], num_labels=4),
        longformer,
        tokenizers.roberta_kind,
        ROBERTA_ENDS,
        dtype="bfloat16",
        texts=WIDE,
        global_first=True,
    ),
    "bigbird": Family(
        t.BigBirdForMaskedLM,
        t.BigBirdConfig,
        bert_like(
            vocab_size=131,
            attention_type="block_sparse",
            block_size=16,
            num_random_blocks=3,
            hidden_act="gelu_new",
            bos_token_id=2,
            eos_token_id=1,
            sep_token_id=5,
        ),
        stages.bert,
        tokenizers.bigbird_kind,
        dict(BERT_ENDS, unk_token="<unk>", pad_token="<pad>", bos_token="<s>", eos_token="</s>"),
        dtype="bfloat16",
        texts=PAIRED,
    ),
}
