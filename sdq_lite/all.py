"""Everything a user types, for `from sdq_lite.all import *`; written by hand."""
from .cost import Cost, cost, plot_cost
from .data import Data, ImageSet, get_data
from .ebr import bin_loss, ebr_loss
from .explore import BitExplorer, Probe, draw_layer, draw_sampler, draw_strategies
from .export import IntegerModel, export
from .features import features, knn_score, plot_tsne, plot_weights
from .kd import hinton_loss, kd_loss
from .landscape import (
    Landscape,
    directions,
    landscape,
    plot_contours,
    plot_line,
    plot_surface,
    ruggedness,
)
from .layers import QConv2d, QLinear, calibrate, quantize, quantized_layers
from .models import ResNet, load_weights, mobilenet, resnet20, resnet56
from .onnx import compare_runtimes, load_onnx, load_qonnx, to_onnx, to_qonnx
from .quantizer import (
    LSQ,
    DoReFa,
    EntropyPreserving,
    Gaussian,
    LargestWeight,
    LeastSquares,
    WeightQuantizer,
)
from .sampler import BitDescent, BitSampler
from .strategy import Strategy, plot_strategies, random_strategy, sized_strategy
from .train import Config, accuracy, cross_entropy, finetune, fit, plot_walk, predict, search
from .widgets import explore, explore_page
