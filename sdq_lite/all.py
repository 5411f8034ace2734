"""Everything a user types, for `from sdq_lite.all import *`; written by hand."""
from .cost import Cost, cost, plot_cost
from .data import Data, ImageSet, get_data
from .ebr import bin_loss, ebr_loss
from .export import IntegerModel, export
from .kd import hinton_loss, kd_loss
from .layers import QConv2d, QLinear, calibrate, quantize, quantized_layers
from .models import ResNet, resnet20, resnet56
from .onnx import compare_runtimes, load_onnx, load_qonnx, to_onnx, to_qonnx
from .sampler import BitDescent, BitSampler
from .strategy import Strategy, plot_strategies
from .train import Config, accuracy, cross_entropy, finetune, fit, plot_walk, predict, search
